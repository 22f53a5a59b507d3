package io.athanor.metrics.diagnosis;

import java.util.Arrays;

/// How a series jumps about its own trend.
///
/// @param spread standard deviation of the values from the middle of their neighbours, as a share
///   of the mean; taken from the median deviation, so that a bend or a single step does not count
/// @param reversals share of the inner values that are peaks or valleys; 2/3 for pure noise, 0 for
///   a steady fall
record Roughness(double spread, double reversals) {
    /// The median of the absolute values of a standard normal distribution.
    private static final double MEDIAN_OF_NORMAL = 0.6745;

    /// The variance of a value's distance from the middle of its neighbours, for independent values
    /// of variance 1.
    private static final double VARIANCE = 1.5;

    /// @param floor the least mean that the spread is a share of
    static Roughness of(double floor, double... values) {
        int inner = values.length - 2;
        if (inner < 1) {
            return new Roughness(0, 0);
        }
        double[] residuals = new double[inner];
        int turns = 0;
        for (int i = 1; i <= inner; i++) {
            double before = values[i] - values[i - 1];
            double after = values[i + 1] - values[i];
            residuals[i - 1] = Math.abs(before - after) / 2;
            turns += before * after < 0 ? 1 : 0;
        }
        Arrays.sort(residuals);
        double deviation = residuals[(inner - 1) / 2] / MEDIAN_OF_NORMAL / Math.sqrt(VARIANCE);
        double mean = Math.abs(Arrays.stream(values).average().orElse(0));
        return new Roughness(deviation / Math.max(mean, floor), (double) turns / inner);
    }
}
