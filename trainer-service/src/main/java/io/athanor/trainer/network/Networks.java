package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;
import io.athanor.contracts.Hyperparameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The families of networks that a trial may ask for.
public final class Networks {
    private Networks() {}

    /// The network that `hyperparameters` ask for.
    ///
    /// @param image the shape of an image: channels, height, width
    /// @throws ImpossibleShape when images of that shape cannot go through it
    public static Layer build(Hyperparameters hyperparameters, Shape image, int classes) {
        return switch (hyperparameters.network()) {
            case SIMPLE_CNN -> simpleCnn(image, classes);
            case CNN -> cnn(image, classes, hyperparameters.dropout());
            default ->
                    throw new UnsupportedOperationException("network " + hyperparameters.network());
        };
    }

    private static Layer simpleCnn(Shape image, int classes) {
        Layer features =
                Sequential.of(List.of(new Conv2d((int) image.get(0), 16, 3, 1), new MaxPool2d(2)));
        int values = (int) output("features", features, image).size();
        return network(features, List.of(new Flatten(), new Linear(values, classes)));
    }

    private static Layer cnn(Shape image, int classes, double dropout) {
        List<Layer> blocks = new ArrayList<>();
        int channels = (int) image.get(0);
        for (int filters : List.of(32, 64, 128)) {
            blocks.add(new Conv2d(channels, filters, 3, 1));
            blocks.add(new BatchNorm2d(filters));
            blocks.add(new Relu());
            blocks.add(new MaxPool2d(2));
            channels = filters;
        }
        Layer features = Sequential.of(blocks);
        int values = (int) output("features", features, image).size();
        return network(
                features,
                List.of(
                        new Flatten(),
                        new Linear(values, 512),
                        new Relu(),
                        new Dropout(dropout),
                        new Linear(512, classes)));
    }

    private static Shape output(String name, Layer layer, Shape input) {
        SequencedMap<String, Layer> named = new LinkedHashMap<>();
        named.putLast(name, layer);
        return new Sequential(named).output(input);
    }

    private static Layer network(Layer features, List<Layer> classifier) {
        SequencedMap<String, Layer> children = new LinkedHashMap<>();
        children.putLast("features", features);
        children.putLast("classifier", Sequential.of(classifier));
        return new Sequential(children);
    }
}
