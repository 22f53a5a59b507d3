package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a convolution sees beyond the edges.
public enum Padding {
    /// Zeros, half a kernel wide on each side: with stride 1 the size stays.
    @JsonProperty("same")
    SAME,
    /// Nothing: the convolution stays inside.
    @JsonProperty("valid")
    VALID
}
