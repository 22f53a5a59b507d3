package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// PyTorch's optimizer of that name, with its defaults where a hyperparameter does not say
/// otherwise.
public enum Optimizer {
    @JsonProperty("sgd")
    SGD,
    @JsonProperty("adam")
    ADAM,
    @JsonProperty("adamw")
    ADAMW,
    @JsonProperty("rmsprop")
    RMSPROP,
    /// Adam, and from `switchEpoch` on SGD with `switchLearningRate`, a fresh momentum and the
    /// schedule begun anew.
    @JsonProperty("adam-then-sgd")
    ADAM_THEN_SGD
}
