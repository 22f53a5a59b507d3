package io.athanor.scheduler.space;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.TrialId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a value may be. `toString` says it to people, after the value: "above 0, at most 1000".
sealed interface Allowed<S> {
    /// The value in its one form, so that equal values are equal objects; empty when it is refused.
    Optional<S> accept(Object scalar);

    static Real from(double low, double high) {
        return new Real(low, true, high, true);
    }

    static Real fromToBelow(double low, double high) {
        return new Real(low, true, high, false);
    }

    static Real aboveTo(double low, double high) {
        return new Real(low, false, high, true);
    }

    static Real between(double low, double high) {
        return new Real(low, false, high, false);
    }

    /// A finite number; the bounds are included or not.
    record Real(double low, boolean includesLow, double high, boolean includesHigh)
            implements Allowed<Double> {
        @Override
        public Optional<Double> accept(Object scalar) {
            return scalar instanceof Number number
                    ? Optional.of(number.doubleValue())
                            .filter(this::holds)
                            .map(value -> value + 0.0)
                    : Optional.empty();
        }

        private boolean holds(double value) {
            return (includesLow ? value >= low : value > low)
                    && (includesHigh ? value <= high : value < high);
        }

        @Override
        public String toString() {
            if (includesLow) {
                return plain(low) + (includesHigh ? " to " : " to below ") + plain(high);
            }
            return "above " + plain(low) + (includesHigh ? ", at most " : ", below ") + plain(high);
        }
    }

    /// A whole number, both bounds included; 64.0 is 64.
    record Whole(long low, long high) implements Allowed<Long> {
        @Override
        public Optional<Long> accept(Object scalar) {
            return whole(scalar).filter(value -> value >= low && value <= high);
        }

        private static Optional<Long> whole(Object scalar) {
            return switch (scalar) {
                case Long value -> Optional.of(value);
                case Integer value -> Optional.of(value.longValue());
                case Double value when value == Math.rint(value) && Math.abs(value) < 0x1p53 ->
                        Optional.of(value.longValue());
                default -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return "a whole number, %d to %d".formatted(low, high);
        }
    }

    record OneOf(List<String> choices) implements Allowed<String> {
        @Override
        public Optional<String> accept(Object scalar) {
            return scalar instanceof String text && choices.contains(text)
                    ? Optional.of(text)
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "one of " + String.join(", ", choices);
        }
    }

    record OneOfNumbers(List<Long> choices) implements Allowed<Long> {
        @Override
        public Optional<Long> accept(Object scalar) {
            return Whole.whole(scalar).filter(choices::contains);
        }

        @Override
        public String toString() {
            return "one of "
                    + choices.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }

    record Flag() implements Allowed<Boolean> {
        @Override
        public Optional<Boolean> accept(Object scalar) {
            return scalar instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
        }

        @Override
        public String toString() {
            return "true or false";
        }
    }

    /// The name of a study.
    record StudyName() implements Allowed<String> {
        @Override
        public Optional<String> accept(Object scalar) {
            return scalar instanceof String text && StudyId.FORMAT.matcher(text).matches()
                    ? Optional.of(text)
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "1 to 60 lower-case letters, digits and inner dashes";
        }
    }

    /// The id of a trial.
    record TrialName() implements Allowed<String> {
        @Override
        public Optional<String> accept(Object scalar) {
            try {
                return scalar instanceof String text
                        ? Optional.of(TrialId.parse(text).toString())
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "a trial: the name of its study, a dash and its number";
        }
    }

    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
