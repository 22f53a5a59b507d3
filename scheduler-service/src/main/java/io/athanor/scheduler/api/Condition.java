package io.athanor.scheduler.api;

import io.athanor.contracts.TrialRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a trial's value must be, as a query writes it: `learningRate:0.001..0.01`, where either
/// bound may be left out, or `optimizer:adam,sgd`.
///
/// @param name of a value, see [TrialValues]
/// @param low smallest number that is allowed
/// @param high largest number that is allowed
/// @param choices that are allowed; empty where bounds decide
record Condition(String name, double low, double high, Set<String> choices) {
    static final String FORM = "NAME:LOW..HIGH or NAME:VALUE,VALUE";

    private static final String NUMBER =
            "[-+]?[0-9]{1,30}(?:\\.[0-9]{0,30})?(?:[eE][-+]?[0-9]{1,3})?";
    private static final Pattern RANGE =
            Pattern.compile("([\\w.]{1,100}):(%s)?\\.\\.(%s)?".formatted(NUMBER, NUMBER));
    private static final Pattern CHOICES = Pattern.compile("([\\w.]{1,100}):(.{1,2000})");

    Condition {
        choices = Set.copyOf(choices);
    }

    /// Empty where `text` has not the form.
    static Optional<Condition> parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return Optional.of(
                    new Condition(
                            range.group(1),
                            bound(range.group(2), Double.NEGATIVE_INFINITY),
                            bound(range.group(3), Double.POSITIVE_INFINITY),
                            Set.of()));
        }
        Matcher choices = CHOICES.matcher(text);
        return choices.matches()
                ? Optional.of(
                        new Condition(
                                choices.group(1),
                                Double.NEGATIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                Set.copyOf(List.of(choices.group(2).split(",", -1)))))
                : Optional.empty();
    }

    /// A trial without the value does not hold.
    boolean holds(TrialRecord trial, TrialValues values) {
        Object value = values.of(trial, name);
        if (value == null) {
            return false;
        }
        if (!choices.isEmpty()) {
            return choices.contains(value.toString());
        }
        return value instanceof Number number
                && number.doubleValue() >= low
                && number.doubleValue() <= high;
    }

    private static double bound(@Nullable String text, double otherwise) {
        return text == null ? otherwise : Double.parseDouble(text);
    }
}
