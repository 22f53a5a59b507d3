package io.athanor.contracts.network;

import io.athanor.contracts.network.Parameter.Role;
import java.util.List;

/// A convolution with a bias.
///
/// @param padding zeros on each side
public record Conv2d(int in, int out, int kernel, int stride, int padding) implements Layer {

    /// With stride 1 and no padding.
    static Conv2d of(int in, int out, int kernel) {
        return new Conv2d(in, out, kernel, 1, 0);
    }

    @Override
    public Shape output(Shape input) {
        Planes.check("conv %dx%d".formatted(kernel, kernel), in, input);
        int height = input.height() + 2 * padding - kernel;
        int width = input.width() + 2 * padding - kernel;
        if (height < 0 || width < 0) {
            throw new ImpossibleShape(
                    "conv %dx%d with padding %d is larger than %s"
                            .formatted(kernel, kernel, padding, input));
        }
        return Shape.of(out, height / stride + 1, width / stride + 1);
    }

    @Override
    public List<Parameter> parameters() {
        int fanIn = in * kernel * kernel;
        int fanOut = out * kernel * kernel;
        return List.of(
                new Parameter(
                        "weight", Shape.of(out, in, kernel, kernel), Role.WEIGHT, fanIn, fanOut),
                new Parameter("bias", Shape.of(out), Role.BIAS, fanIn, fanOut));
    }

    @Override
    public String description() {
        return "Conv2d(%d, %d, kernel_size=(%d, %d), stride=(%d, %d)%s)"
                .formatted(
                        in,
                        out,
                        kernel,
                        kernel,
                        stride,
                        stride,
                        padding == 0 ? "" : ", padding=(%d, %d)".formatted(padding, padding));
    }
}
