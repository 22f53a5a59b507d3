package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a study is in its life.
public enum StudyState {
    @JsonProperty("running")
    RUNNING,
    /// No further trials are proposed; those that wait or run go on.
    @JsonProperty("paused")
    PAUSED,
    /// The budget is spent, the space exhausted or the goal reached, and every trial is over.
    @JsonProperty("completed")
    COMPLETED,
    /// A person ended it.
    @JsonProperty("cancelled")
    CANCELLED,
    /// Too many of its trials failed.
    @JsonProperty("failed")
    FAILED;

    public boolean isFinal() {
        return switch (this) {
            case RUNNING, PAUSED -> false;
            case COMPLETED, CANCELLED, FAILED -> true;
        };
    }
}
