package io.athanor.launcher.view;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/// Curves in one line each: a character a column, the higher the more of it is filled. The levels
/// are evenly far apart in the logarithm, as the loss is looked at, where all values are positive.
///
/// @param low the value at the bottom
/// @param high the value at the top; what is above it is shown at the top
record Sparkline(double low, double high) {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String ASCII = "_.-~=+*#";

    /// The scale on which these curves can be compared. A curve that starts far above the others,
    /// or blows up, does not flatten them: the top is the median of the curves' highest values.
    static Sparkline of(List<List<Double>> curves) {
        double[] highest =
                curves.stream()
                        .filter(curve -> !curve.isEmpty())
                        .mapToDouble(curve -> statistics(curve).getMax())
                        .sorted()
                        .toArray();
        double lowest =
                curves.stream()
                        .flatMap(List::stream)
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElse(0);
        return new Sparkline(lowest, highest.length == 0 ? 0 : highest[highest.length / 2]);
    }

    /// @param curve finite values
    /// @param width characters at most: neighbours are drawn as their mean
    String draw(List<Double> curve, int width, boolean blocks) {
        String levels = blocks ? BLOCKS : ASCII;
        int columns = Math.min(width, curve.size());
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            List<Double> part =
                    curve.subList(
                            column * curve.size() / columns, (column + 1) * curve.size() / columns);
            text.append(levels.charAt(level(statistics(part).getAverage(), levels.length())));
        }
        return text.toString();
    }

    private int level(double value, int levels) {
        if (high <= low) {
            return 0;
        }
        double share =
                low > 0
                        ? Math.log(value / low) / Math.log(high / low)
                        : (value - low) / (high - low);
        return (int) Math.clamp(share * levels, 0, levels - 1);
    }

    private static DoubleSummaryStatistics statistics(List<Double> values) {
        return values.stream().flatMapToDouble(DoubleStream::of).summaryStatistics();
    }
}
