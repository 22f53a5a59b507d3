package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a stage of the guided sampler looks for a better point.
public enum StageSearch {
    /// Every combination.
    @JsonProperty("grid")
    GRID,
    @JsonProperty("tpe")
    TPE,
    @JsonProperty("random")
    RANDOM,
    /// One parameter at a time is changed; then all the changes that helped, together.
    @JsonProperty("ablation")
    ABLATION
}
