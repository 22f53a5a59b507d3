package io.athanor.benchmarks;

import java.util.Locale;

/// A measured number and the goal it is held against.
///
/// @param least the value must not be below it
/// @param most the value must not be above it
public record Figure(String what, double value, String unit, double least, double most) {

    public static Figure atLeast(double least, double value, String unit, String what) {
        return new Figure(what, value, unit, least, Double.POSITIVE_INFINITY);
    }

    public static Figure below(double most, double value, String unit, String what) {
        return new Figure(what, value, unit, Double.NEGATIVE_INFINITY, most);
    }

    /// A number without a goal.
    public static Figure of(double value, String unit, String what) {
        return new Figure(what, value, unit, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    boolean isMet() {
        return value >= least && value <= most;
    }

    @Override
    public String toString() {
        String goal =
                Double.isFinite(least)
                        ? number(least) + " or more"
                        : Double.isFinite(most) ? "below " + number(most) : "";
        return "%-56s %12s %-5s %s%s"
                .formatted(
                        what,
                        number(value),
                        unit,
                        goal.isEmpty() ? "" : "goal: " + goal,
                        isMet() ? "" : "  MISSED");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
