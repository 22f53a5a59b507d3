package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// One claim of one attempt by one trainer slot. The queue may deliver an attempt twice; only the
/// newest execution of the current attempt counts.
public record ExecutionId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ExecutionId {
        if (!TrainerId.FORMAT.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "execution '%s': %s".formatted(value, TrainerId.ALLOWED));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
