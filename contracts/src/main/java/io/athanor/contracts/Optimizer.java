package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// PyTorch's optimizer of that name, with its defaults where a hyperparameter does not say
/// otherwise.
public enum Optimizer {
    @JsonProperty("sgd")
    SGD,
    @JsonProperty("adam")
    ADAM
}
