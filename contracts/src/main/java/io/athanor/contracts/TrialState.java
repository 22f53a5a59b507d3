package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a trial is in its life. A trial whose attempt is lost or released is waiting again.
public enum TrialState {
    /// In the queue: no trainer has claimed its current attempt.
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("running")
    RUNNING,
    /// All epochs trained.
    @JsonProperty("completed")
    COMPLETED,
    /// Ended early by a rule or a person; [TrialRecord#stop] says why.
    @JsonProperty("stopped")
    STOPPED,
    /// The point's fault: non-finite loss, out of device memory, impossible shape.
    @JsonProperty("infeasible")
    INFEASIBLE,
    /// Anything else, after all retries.
    @JsonProperty("failed")
    FAILED;

    public boolean isFinal() {
        return switch (this) {
            case WAITING, RUNNING -> false;
            case COMPLETED, STOPPED, INFEASIBLE, FAILED -> true;
        };
    }
}
