package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/// Batch normalisation with PyTorch's defaults: eps 1e-5, momentum 0.1, affine. In training it
/// normalises by the batch and moves the running mean and the running, unbiased variance towards
/// the batch's.
record BatchNorm2d(int channels) implements Layer {

    @Override
    public Shape output(Shape input) {
        if (input.dimension() != 3 || input.get(0) != channels) {
            throw new ImpossibleShape(
                    "batch norm takes %d channels, not %s".formatted(channels, input));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(tensor("weight", 1), tensor("bias", 0));
    }

    @Override
    public List<Parameter> buffers() {
        return List.of(tensor("running_mean", 0), tensor("running_var", 1));
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set(
                "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, 1e-05, True)"
                        .formatted(
                                input,
                                lines.tensor("weight"),
                                lines.tensor("bias"),
                                lines.tensor("running_mean"),
                                lines.tensor("running_var"),
                                lines.training() ? "True" : "False"));
    }

    private Parameter tensor(String name, float start) {
        return new Parameter(name, new Shape(channels), new Initialisation.Constant(start));
    }
}
