package io.athanor.contracts.network;

import io.athanor.contracts.ImageShape;
import io.athanor.contracts.Preparation.LayerSummary;
import java.util.ArrayList;
import java.util.List;

/// A network as people read it: its layers in order, what comes out of each, how many values it
/// trains.
public final class Summary {
    private final List<LayerSummary> lines = new ArrayList<>();

    private Summary() {}

    /// @throws ImpossibleShape when images of that shape cannot go through it
    public static List<LayerSummary> of(Layer network, ImageShape image) {
        Summary summary = new Summary();
        summary.add("", network, Shape.of(image));
        return summary.lines;
    }

    private Shape add(String name, Layer layer, Shape input) {
        return switch (layer) {
            case Sequential sequential -> {
                Shape shape = input;
                for (var child : sequential.children().entrySet()) {
                    String parent = name.isEmpty() ? "" : name + ".";
                    shape = add(parent + child.getKey(), child.getValue(), shape);
                }
                yield shape;
            }
            case Residual residual -> {
                add(name + ".body", residual.body(), input);
                add(name + ".shortcut", residual.shortcut(), input);
                yield line(name, residual, input, 0);
            }
            case AvgPool2d _,
                    BatchNorm2d _,
                    Conv2d _,
                    CrissCrossAttention _,
                    Dropout _,
                    Flatten _,
                    Linear _,
                    LogSoftmax _,
                    MaxPool2d _,
                    Nonlinearity _,
                    SqueezeExcitation _ ->
                    line(
                            name,
                            layer,
                            input,
                            layer.parameters().stream().mapToLong(p -> p.shape().values()).sum());
        };
    }

    private Shape line(String name, Layer layer, Shape input, long parameters) {
        Shape output = layer.output(input);
        lines.add(new LayerSummary(name, layer.description(), output.toString(), parameters));
        return output;
    }
}
