package io.athanor.scheduler.space;

/// Ranges in steps.
final class Steps {
    private static final double ROUNDING = 1e-9;

    private Steps() {}

    /// Whether steps from `low` meet `high`, to rounding.
    static boolean divides(double low, double high, double step) {
        double steps = (high - low) / step;
        return Math.abs(steps - Math.rint(steps)) <= ROUNDING * Math.max(1, steps);
    }

    /// The number of values from `low` to `high`.
    static double count(double low, double high, double step) {
        return Math.rint((high - low) / step) + 1;
    }
}
