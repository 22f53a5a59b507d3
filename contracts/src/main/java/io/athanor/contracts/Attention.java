package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a block weighs its own values.
public enum Attention {
    @JsonProperty("none")
    NONE,
    /// Squeeze and excitation: a factor for each channel.
    @JsonProperty("se")
    SE,
    /// Each position attends to its row and its column.
    @JsonProperty("criss-cross")
    CRISS_CROSS
}
