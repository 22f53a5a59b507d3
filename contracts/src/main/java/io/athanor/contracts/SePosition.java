package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where `se-cca` has its squeeze and excitation.
public enum SePosition {
    /// On the image, as in the tutorial: with fewer channels than the reduction it only halves the
    /// values.
    @JsonProperty("input")
    INPUT,
    /// After the first, 1x1 convolution with 64 filters.
    @JsonProperty("after-conv")
    AFTER_CONV
}
