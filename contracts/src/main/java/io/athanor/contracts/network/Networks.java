package io.athanor.contracts.network;

import io.athanor.contracts.Block;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.Padding;
import io.athanor.contracts.SePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The families of networks that a trial may ask for. Each is two sequences, `features` and
/// `classifier`, whose layers are named by their position: `features.0`, `classifier.1`.
public final class Networks {
    /// A GiB in a tensor; the largest layer of VGG-16 has 2^26.6 values.
    private static final long MAX_VALUES = 1 << 28;

    private Networks() {}

    /// The network that `hyperparameters` ask for.
    ///
    /// @throws ImpossibleShape when images of that shape cannot go through it, or its outputs not
    ///   into the loss
    public static Sequential build(Hyperparameters hyperparameters, ImageShape image, int classes) {
        int weights = hyperparameters.loss().classWeights().size();
        if (weights != 0 && weights != classes) {
            throw new ImpossibleShape(
                    "loss", "%d class weights for %d classes".formatted(weights, classes));
        }
        Shape shape = Shape.of(image);
        Sequential features = features(hyperparameters, image.channels());
        Sequential network = network(features, new Sequential(new LinkedHashMap<>()));
        int values = Math.toIntExact(network.output(shape).values());
        network = network(features, classifier(hyperparameters, values, classes));
        for (Parameter parameter : network.parameters()) {
            if (parameter.shape().values() > MAX_VALUES) {
                throw new ImpossibleShape(
                        parameter.name(),
                        "%s are more than the %d values that a tensor may have"
                                .formatted(parameter.shape(), MAX_VALUES));
            }
        }
        return network;
    }

    private static Sequential network(Sequential features, Sequential classifier) {
        SequencedMap<String, Layer> children = new LinkedHashMap<>();
        children.putLast("features", features);
        children.putLast("classifier", classifier);
        return new Sequential(children);
    }

    private static Sequential features(Hyperparameters hyperparameters, int channels) {
        Layer activation = new Nonlinearity(hyperparameters.activation());
        int reduction = hyperparameters.attentionReduction();
        return Sequential.of(
                switch (hyperparameters.network()) {
                    case SIMPLE_CNN -> List.of(new Conv2d(channels, 16, 3, 1, 1), new MaxPool2d(2));
                    case CNN -> blocks(hyperparameters, channels);
                    case TWO_CONV ->
                            List.of(
                                    Conv2d.of(channels, 10, 10),
                                    new MaxPool2d(2),
                                    activation,
                                    Conv2d.of(10, 20, 5),
                                    new MaxPool2d(2),
                                    activation);
                    case ONE_CONV ->
                            List.of(
                                    new Conv2d(channels, 32, 3, 1, 1),
                                    activation,
                                    new MaxPool2d(2));
                    case SE_CCA ->
                            hyperparameters.sePosition() == SePosition.INPUT
                                    ? List.of(
                                            SqueezeExcitation.by(reduction, channels),
                                            Conv2d.of(channels, 64, 1),
                                            CrissCrossAttention.by(reduction, 64),
                                            Conv2d.of(64, 1, 1))
                                    : List.of(
                                            Conv2d.of(channels, 64, 1),
                                            SqueezeExcitation.by(reduction, 64),
                                            CrissCrossAttention.by(reduction, 64),
                                            Conv2d.of(64, 1, 1));
                });
    }

    private static Sequential classifier(Hyperparameters hyperparameters, int values, int classes) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Flatten());
        boolean hidden =
                switch (hyperparameters.network()) {
                    case SIMPLE_CNN, ONE_CONV -> false;
                    case CNN, TWO_CONV, SE_CCA -> hyperparameters.hiddenUnits() > 0;
                };
        int last = hidden ? hyperparameters.hiddenUnits() : values;
        if (hidden) {
            layers.add(new Linear(values, last, true));
            layers.add(new Nonlinearity(hyperparameters.activation()));
        }
        switch (hyperparameters.network()) {
            case CNN -> {
                layers.add(new Dropout(hyperparameters.dropout()));
                layers.add(new Linear(last, classes, true));
            }
            case TWO_CONV -> {
                layers.add(new Linear(last, classes, true));
                layers.add(new LogSoftmax());
            }
            case SIMPLE_CNN, ONE_CONV, SE_CCA -> layers.add(new Linear(last, classes, true));
        }
        return Sequential.of(layers);
    }

    private static List<Layer> blocks(Hyperparameters hyperparameters, int channels) {
        List<Layer> layers = new ArrayList<>();
        int in = channels;
        for (Block block : hyperparameters.blocks()) {
            List<Layer> body = body(block, in, hyperparameters.attentionReduction());
            if (block.residual()) {
                layers.add(new Residual(Sequential.of(body), shortcut(block, in)));
            } else {
                layers.addAll(body);
            }
            layers.add(new Nonlinearity(hyperparameters.activation()));
            switch (block.pooling()) {
                case MAX -> layers.add(new MaxPool2d(2));
                case AVERAGE -> layers.add(new AvgPool2d(2));
                case NONE -> {}
            }
            if (block.dropout() > 0) {
                layers.add(new Dropout(block.dropout()));
            }
            in = block.filters();
        }
        return layers;
    }

    private static List<Layer> body(Block block, int in, int reduction) {
        int filters = block.filters();
        List<Layer> layers = new ArrayList<>();
        int padding = block.padding() == Padding.SAME ? block.kernel() / 2 : 0;
        layers.add(new Conv2d(in, filters, block.kernel(), block.stride(), padding));
        if (block.batchNorm()) {
            layers.add(new BatchNorm2d(filters));
        }
        switch (block.attention()) {
            case SE -> layers.add(SqueezeExcitation.by(reduction, filters));
            case CRISS_CROSS -> layers.add(CrissCrossAttention.by(reduction, filters));
            case NONE -> {}
        }
        return layers;
    }

    /// Nothing where the block keeps the shape, else a projection: a 1x1 convolution with the same
    /// stride, and batch norm where the block has it.
    private static Sequential shortcut(Block block, int in) {
        List<Layer> layers = new ArrayList<>();
        if (block.stride() > 1 || in != block.filters()) {
            layers.add(new Conv2d(in, block.filters(), 1, block.stride(), 0));
            if (block.batchNorm()) {
                layers.add(new BatchNorm2d(block.filters()));
            }
        }
        return Sequential.of(layers);
    }
}
