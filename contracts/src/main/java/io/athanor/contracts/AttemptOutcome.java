package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why an attempt was followed by another.
public enum AttemptOutcome {
    /// Nothing was heard of it for the length of the lease.
    @JsonProperty("lost")
    LOST,
    /// Its trainer was told to leave.
    @JsonProperty("released")
    RELEASED,
    /// It broke, and retries were left.
    @JsonProperty("failed")
    FAILED
}
