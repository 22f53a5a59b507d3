package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.TrialRecord;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A trial as people see it: its record, with the parts of its id.
@Schema(title = "Trial")
record TrialView(@JsonUnwrapped TrialRecord trial) {

    @JsonProperty
    StudyId study() {
        return trial.id().study();
    }

    @JsonProperty
    int number() {
        return trial.id().number();
    }
}
