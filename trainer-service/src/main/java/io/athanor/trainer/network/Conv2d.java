package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/// A convolution with stride 1 and a bias.
record Conv2d(int in, int out, int kernel, int padding) implements Layer {

    @Override
    public Shape output(Shape input) {
        if (input.dimension() != 3 || input.get(0) != in) {
            throw new ImpossibleShape(
                    "conv %dx%d takes %d channels, not %s".formatted(kernel, kernel, in, input));
        }
        long height = input.get(1) + 2L * padding - kernel + 1;
        long width = input.get(2) + 2L * padding - kernel + 1;
        if (height < 1 || width < 1) {
            throw new ImpossibleShape(
                    "conv %dx%d with padding %d is larger than %s"
                            .formatted(kernel, kernel, padding, input));
        }
        return new Shape(out, height, width);
    }

    @Override
    public List<Parameter> parameters() {
        var start = Initialisation.Uniform.kaiming(in * kernel * kernel);
        return List.of(
                new Parameter("weight", new Shape(out, in, kernel, kernel), start),
                new Parameter("bias", new Shape(out), start));
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set(
                "torch.conv2d(%s, %s, %s, [1, 1], [%d, %d], [1, 1], 1)"
                        .formatted(
                                input,
                                lines.tensor("weight"),
                                lines.tensor("bias"),
                                padding,
                                padding));
    }
}
