package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What follows a layer, with PyTorch's defaults.
public enum Activation {
    @JsonProperty("relu")
    RELU,
    /// `nn.LeakyReLU`, slope 0.01 below 0.
    @JsonProperty("leaky-relu")
    LEAKY_RELU,
    /// `nn.PReLU`: one slope for all channels, learned from 0.25.
    @JsonProperty("prelu")
    PRELU,
    @JsonProperty("tanh")
    TANH,
    @JsonProperty("sigmoid")
    SIGMOID,
    /// The exact one, by the error function.
    @JsonProperty("gelu")
    GELU
}
