package io.athanor.contracts.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// Layers one after another, by name.
public record Sequential(SequencedMap<String, Layer> children) implements Layer {
    public Sequential {
        children = new LinkedHashMap<>(children);
    }

    /// Layers that are named by their position, from 0.
    static Sequential of(Collection<? extends Layer> layers) {
        SequencedMap<String, Layer> children = new LinkedHashMap<>();
        layers.forEach(layer -> children.putLast(String.valueOf(children.size()), layer));
        return new Sequential(children);
    }

    @Override
    public Shape output(Shape input) {
        Shape shape = input;
        for (var child : children.entrySet()) {
            try {
                shape = child.getValue().output(shape);
            } catch (ImpossibleShape e) {
                throw e.in(child.getKey());
            }
        }
        return shape;
    }

    @Override
    public List<Parameter> parameters() {
        return all(Layer::parameters);
    }

    @Override
    public List<Parameter> buffers() {
        return all(Layer::buffers);
    }

    @Override
    public String description() {
        return "Sequential";
    }

    private List<Parameter> all(Function<Layer, List<Parameter>> part) {
        List<Parameter> all = new ArrayList<>();
        children.forEach((name, child) ->
                part.apply(child).forEach(parameter -> all.add(parameter.in(name))));
        return all;
    }
}
