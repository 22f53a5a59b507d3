package io.athanor.scheduler.space;

import io.athanor.contracts.DataSetShape;
import java.util.ArrayList;
import java.util.List;

/// The closed list of data sets that a study may name; the first is the default.
///
/// @param shapes no name twice
public record KnownDataSets(List<DataSetShape> shapes) {
    public static final KnownDataSets BUILT_IN = new KnownDataSets(DataSetShape.BUILT_IN);

    public KnownDataSets {
        shapes = List.copyOf(shapes);
    }

    /// These and `more`.
    public KnownDataSets with(List<DataSetShape> more) {
        List<DataSetShape> all = new ArrayList<>(shapes);
        all.addAll(more);
        return new KnownDataSets(all);
    }

    DataSetShape get(String name) {
        return shapes.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("data set " + name));
    }

    Allowed.OneOf allowed() {
        return new Allowed.OneOf(shapes.stream().map(DataSetShape::name).toList());
    }

    String usual() {
        return shapes.getFirst().name();
    }
}
