package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.TrialRecord;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A trial as people see it: its record, with the parts of its id.
///
/// @param mean objective of all trials of its point; absent where each point has one trial
@Schema(title = "Trial")
record TrialView(
        @JsonUnwrapped TrialRecord trial,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double mean) {

    TrialView(TrialRecord trial) {
        this(trial, null);
    }

    @JsonProperty
    StudyId study() {
        return trial.id().study();
    }

    @JsonProperty
    int number() {
        return trial.id().number();
    }
}
