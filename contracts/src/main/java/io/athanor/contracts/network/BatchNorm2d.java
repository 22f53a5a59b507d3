package io.athanor.contracts.network;

import io.athanor.contracts.network.Parameter.Role;
import java.util.List;

/// Batch normalisation with PyTorch's defaults: eps 1e-5, momentum 0.1, affine. In training it
/// normalises by the batch and moves the running mean and the running, unbiased variance towards
/// the batch's.
public record BatchNorm2d(int channels) implements Layer {

    @Override
    public Shape output(Shape input) {
        Planes.check("batch norm", channels, input);
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.of("weight", Role.NORM_WEIGHT, channels),
                Parameter.of("bias", Role.NORM_BIAS, channels));
    }

    @Override
    public List<Parameter> buffers() {
        return List.of(
                Parameter.of("running_mean", Role.RUNNING_MEAN, channels),
                Parameter.of("running_var", Role.RUNNING_VARIANCE, channels));
    }

    @Override
    public String description() {
        return "BatchNorm2d(%d, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)"
                .formatted(channels);
    }
}
