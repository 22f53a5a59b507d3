package io.athanor.contracts.network;

/// A tensor that a layer has: trained ([Layer#parameters]) or kept beside ([Layer#buffers]).
///
/// @param name PyTorch's name, within the layer or the whole network
/// @param fanIn inputs of one output of its layer, by which weights and biases start; 0 where
///   nothing depends on it
/// @param fanOut outputs that one input of its layer has a part in, likewise
public record Parameter(String name, Shape shape, Role role, int fanIn, int fanOut) {

    /// What a tensor is for, which says what it starts at.
    public enum Role {
        /// Of a convolution or a linear layer.
        WEIGHT,
        /// Of a convolution or a linear layer.
        BIAS,
        /// Batch norm's factor.
        NORM_WEIGHT,
        /// Batch norm's summand.
        NORM_BIAS,
        /// Batch norm's buffer, starts at 0.
        RUNNING_MEAN,
        /// Batch norm's buffer, starts at 1.
        RUNNING_VARIANCE,
        /// PReLU's, starts at 0.25.
        SLOPE,
        /// Criss-cross attention's factor, starts at 0.
        GAMMA
    }

    static Parameter of(String name, Role role, Integer... sizes) {
        return new Parameter(name, Shape.of(sizes), role, 0, 0);
    }

    Parameter in(String parent) {
        return new Parameter(parent + "." + name, shape, role, fanIn, fanOut);
    }
}
