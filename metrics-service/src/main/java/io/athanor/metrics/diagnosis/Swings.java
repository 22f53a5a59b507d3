package io.athanor.metrics.diagnosis;

/// How a smooth series swings about its own line.
///
/// @param spread standard deviation from the least-squares line, as a share of the mean
/// @param wavering twice the share of the movement that is the lesser of up and down: 0 for a
///   steady fall or rise, 1 for a series that ends where it began
/// @param crossings of the line: two for a bend, three for a step
record Swings(double spread, double wavering, int crossings) {

    /// @param floor the least mean that the spread is a share of
    static Swings of(double floor, double... values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double slope = Trend.slope(values);
        double centre = (values.length - 1) / 2.0;
        double squares = 0;
        double up = 0;
        double down = 0;
        int crossings = 0;
        double before = 0;
        for (int i = 0; i < values.length; i++) {
            double residual = values[i] - mean - slope * (i - centre);
            squares += residual * residual;
            crossings += residual * before < 0 ? 1 : 0;
            before = residual;
            double step = i == 0 ? 0 : values[i] - values[i - 1];
            up += Math.max(0, step);
            down += Math.max(0, -step);
        }
        return new Swings(
                values.length < 2
                        ? 0
                        : Math.sqrt(squares / values.length) / Math.max(Math.abs(mean), floor),
                up + down == 0 ? 0 : 2 * Math.min(up, down) / (up + down),
                crossings);
    }
}
