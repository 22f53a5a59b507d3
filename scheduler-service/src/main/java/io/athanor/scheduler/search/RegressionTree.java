package io.athanor.scheduler.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tree that halves a box until the rows in each part have one value: always where that lowers
/// the squared error most.
final class RegressionTree {
    private static final int DEEPEST = 64;

    private final double[] low;
    private final double[] high;
    private final List<Leaf> leaves = new ArrayList<>();

    private static final class Leaf {
        private final double[] low;
        private final double[] high;
        private final double value;

        private Leaf(double[] low, double[] high, double value) {
            this.low = low;
            this.high = high;
            this.value = value;
        }
    }

    private record Split(int axis, double at, double error) {}

    private RegressionTree(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    /// @param drawn the rows to learn from, as often as they are named
    static RegressionTree grow(
            double[][] rows, double[] values, int[] drawn, double[] low, double[] high) {
        RegressionTree tree = new RegressionTree(low, high);
        tree.split(rows, values, drawn, low, high, 0);
        return tree;
    }

    private void split(
            double[][] rows, double[] values, int[] drawn, double[] from, double[] to, int depth) {
        Split best = depth < DEEPEST ? best(rows, values, drawn) : null;
        if (best == null) {
            double mean = Arrays.stream(drawn).mapToDouble(i -> values[i]).average().orElseThrow();
            leaves.add(new Leaf(from, to, mean));
            return;
        }
        double[] end = to.clone();
        double[] start = from.clone();
        end[best.axis()] = best.at();
        start[best.axis()] = best.at();
        int[] left = Arrays.stream(drawn).filter(i -> rows[i][best.axis()] <= best.at()).toArray();
        int[] right = Arrays.stream(drawn).filter(i -> rows[i][best.axis()] > best.at()).toArray();
        split(rows, values, left, from, end, depth + 1);
        split(rows, values, right, start, to, depth + 1);
    }

    /// The split after which the squared error is least; null where all values are one, or nothing
    /// tells the rows apart.
    private static @Nullable Split best(double[][] rows, double[] values, int[] drawn) {
        double sum = Arrays.stream(drawn).mapToDouble(i -> values[i]).sum();
        double first = values[drawn[0]];
        if (Arrays.stream(drawn).allMatch(i -> values[i] == first)) {
            return null;
        }
        Split best = null;
        for (int axis = 0; axis < rows[0].length; axis++) {
            int a = axis;
            int[] sorted =
                    Arrays.stream(drawn)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> rows[i][a]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            double left = 0;
            for (int i = 1; i < sorted.length; i++) {
                left += values[sorted[i - 1]];
                double before = rows[sorted[i - 1]][a];
                double after = rows[sorted[i]][a];
                double right = sum - left;
                double error = -(left * left / i + right * right / (sorted.length - i));
                if (before < after && (best == null || error < best.error())) {
                    best = new Split(a, before + (after - before) / 2, error);
                }
            }
        }
        return best;
    }

    /// The variance of the tree over the whole box.
    double variance() {
        double mean = 0;
        double square = 0;
        for (Leaf leaf : leaves) {
            double share = share(leaf, -1);
            mean += share * leaf.value;
            square += share * leaf.value * leaf.value;
        }
        return Math.max(0, square - mean * mean);
    }

    /// The variance along one axis, of the mean over all others.
    double variance(int axis) {
        double[] cuts =
                leaves.stream()
                        .flatMapToDouble(leaf ->
                                Arrays.stream(new double[] {leaf.low[axis], leaf.high[axis]}))
                        .sorted()
                        .distinct()
                        .toArray();
        double[] means = new double[cuts.length - 1];
        for (Leaf leaf : leaves) {
            double part = share(leaf, axis) * leaf.value;
            int end = Arrays.binarySearch(cuts, leaf.high[axis]);
            for (int i = Arrays.binarySearch(cuts, leaf.low[axis]); i < end; i++) {
                means[i] += part;
            }
        }
        double mean = 0;
        double square = 0;
        for (int i = 0; i < means.length; i++) {
            double share = (cuts[i + 1] - cuts[i]) / (high[axis] - low[axis]);
            mean += share * means[i];
            square += share * means[i] * means[i];
        }
        return Math.max(0, square - mean * mean);
    }

    /// The share that a leaf has of the box, `but` for one axis.
    private double share(Leaf leaf, int but) {
        double share = 1;
        for (int a = 0; a < low.length; a++) {
            share *= a == but ? 1 : (leaf.high[a] - leaf.low[a]) / (high[a] - low[a]);
        }
        return share;
    }
}
