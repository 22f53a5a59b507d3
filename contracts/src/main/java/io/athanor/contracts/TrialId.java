package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A trial of a study, written `study-number`; numbers count from 1.
public record TrialId(StudyId study, int number) {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    public TrialId {
        if (number < 1) {
            throw new IllegalArgumentException("trial number %d: counts from 1".formatted(number));
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TrialId parse(String text) {
        int dash = text.lastIndexOf('-');
        if (dash < 1 || !NUMBER.matcher(text.substring(dash + 1)).matches()) {
            throw new IllegalArgumentException(
                    "trial '%s': a study, a dash and a number".formatted(text));
        }
        return new TrialId(
                new StudyId(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    @JsonValue
    @Override
    public String toString() {
        return study + "-" + number;
    }
}
