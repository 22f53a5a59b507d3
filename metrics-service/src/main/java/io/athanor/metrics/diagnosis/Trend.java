package io.athanor.metrics.diagnosis;

/// The least-squares line through a series.
final class Trend {
    private Trend() {}

    /// The rise from one value to the next; 0 for fewer than two.
    static double slope(double... values) {
        double centre = (values.length - 1) / 2.0;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < values.length; i++) {
            squares += (i - centre) * (i - centre);
            products += (i - centre) * values[i];
        }
        return squares == 0 ? 0 : products / squares;
    }

    /// The rise along the whole line, as a share of the mean.
    static double relativeRise(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = values.length == 0 ? 0 : Math.abs(sum / values.length);
        return slope(values) * (values.length - 1) / Math.max(mean, Double.MIN_NORMAL);
    }
}
