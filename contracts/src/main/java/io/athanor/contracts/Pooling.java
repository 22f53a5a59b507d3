package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What ends a block, over squares of two by two.
public enum Pooling {
    @JsonProperty("max")
    MAX,
    @JsonProperty("average")
    AVERAGE,
    @JsonProperty("none")
    NONE
}
