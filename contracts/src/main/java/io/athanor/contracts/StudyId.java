package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// The name of a study: 1 to 60 lower-case letters, digits and inner dashes. Unique in an
/// installation, and part of every trial's id, topic key and metric label.
public record StudyId(@JsonValue String value) {
    public static final Pattern FORMAT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public StudyId {
        if (!FORMAT.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "study '%s': 1 to 60 lower-case letters, digits and inner dashes"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
