package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A trainer process, as operators know it (a pod's name on a cluster).
public record TrainerId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TrainerId {}

    @Override
    public String toString() {
        return value;
    }
}
