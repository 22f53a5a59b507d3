package io.athanor.scheduler.space;

import io.athanor.contracts.Attention;
import io.athanor.contracts.Block;
import io.athanor.contracts.DataSetShape;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Network;
import io.athanor.contracts.Point;
import io.athanor.contracts.SePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the owner of a study should know that is no fault.
final class Warnings {
    private Warnings() {}

    static List<String> of(DataSetShape data, NewStudy study) {
        Point fixed = study.spec().fixed();
        List<String> warnings = new ArrayList<>();
        Stream<Point> points =
                study.points().isEmpty() ? Stream.of(Point.of(Map.of())) : study.points().stream();
        points.map(point -> Points.complete(fixed, point))
                .flatMap(asked -> of(data, asked))
                .distinct()
                .forEach(warnings::add);
        List<Optional<Feasibility.Obstacle>> tried =
                Feasibility.tried(data, fixed, study.spec().space());
        List<Feasibility.Obstacle> obstacles = tried.stream().flatMap(Optional::stream).toList();
        if (!obstacles.isEmpty()) {
            warnings.add(
                    "space: %d of %d combinations that were tried cannot be trained and would end as infeasible; the first: %s %s"
                            .formatted(
                                    obstacles.size(),
                                    tried.size(),
                                    obstacles.getFirst().name(),
                                    obstacles.getFirst().problem()));
        }
        return warnings;
    }

    private static Stream<String> of(DataSetShape data, Hyperparameters asked) {
        List<String> warnings = new ArrayList<>();
        int channels = data.image().channels();
        int reduction = asked.attentionReduction();
        if (asked.network() == Network.SE_CCA
                && asked.sePosition() == SePosition.INPUT
                && channels < reduction) {
            warnings.add(
                    "sePosition input: %d channels divided by attentionReduction %d leave nothing to squeeze, so that the attention only halves the values; sePosition after-conv gives it 64 channels"
                            .formatted(channels, reduction));
        }
        for (int i = 0; i < asked.blocks().size(); i++) {
            Block block = asked.blocks().get(i);
            if (block.attention() == Attention.SE && block.filters() < reduction) {
                warnings.add(
                        "blocks.%d.attention se: %d filters divided by attentionReduction %d leave nothing to squeeze, so that the attention only halves the values"
                                .formatted(i + 1, block.filters(), reduction));
            }
        }
        if (channels == 1
                && (asked.augmentation().hue() > 0 || asked.augmentation().saturation() > 0)) {
            warnings.add(
                    "augmentation.hue and augmentation.saturation: the images of %s are grey and have neither"
                            .formatted(data.name()));
        }
        return warnings.stream();
    }
}
