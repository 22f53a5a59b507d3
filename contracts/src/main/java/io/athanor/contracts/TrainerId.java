package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A trainer process, as operators know it (a pod's name on a cluster).
public record TrainerId(@JsonValue String value) {
    static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,252}");
    static final String ALLOWED = "1 to 253 letters, digits, dots, dashes, underscores and colons";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TrainerId {
        if (!FORMAT.matcher(value).matches()) {
            throw new IllegalArgumentException("trainer '%s': %s".formatted(value, ALLOWED));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
