package io.athanor.scheduler.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A density over some axes: a kernel around each observation and a wide one, the prior, in the
/// middle, each a product over the axes. As in Optuna 5 with its defaults (`prior_weight` 1,
/// `consider_magic_clip`, no `consider_endpoints`).
final class ParzenEstimator {
    private static final int FULL_WEIGHTS = 25;

    /// So far below the highest, the logarithm of a density adds nothing that a double could hold.
    private static final double NOTHING = 50;

    private final double[] weights;
    private final double[] logWeights;
    private final Kernels[] axes;

    private ParzenEstimator(List<Axis> axes, double[][] observed, double[] weights) {
        this.weights = weights;
        this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
        this.axes = new Kernels[axes.size()];
        for (int a = 0; a < this.axes.length; a++) {
            this.axes[a] = Kernels.of(axes.get(a), observed[a]);
        }
    }

    /// @param observed coordinates, by axis and observation, the oldest first
    static ParzenEstimator of(List<Axis> axes, double[][] observed) {
        int count = observed[0].length;
        return new ParzenEstimator(axes, observed, weights(ages(count)));
    }

    /// @param observed every `total / observed`-th of the observations there are
    static ParzenEstimator thinned(List<Axis> axes, double[][] observed, int total) {
        int count = observed[0].length;
        double[] all = ages(total);
        double[] kept = new double[count];
        for (int i = 0; i < count; i++) {
            kept[i] = all[(int) ((long) i * total / count)];
        }
        return new ParzenEstimator(axes, observed, weights(kept));
    }

    /// The weights of the kernels: the youngest 25 observations count in full, older ones the less
    /// the older they are; the prior, last, as one. In all 1.
    private static double[] weights(double[] ages) {
        double[] weights = Arrays.copyOf(ages, ages.length + 1);
        weights[ages.length] = 1;
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    static double[] ages(int count) {
        double[] ages = new double[count];
        int old = Math.max(0, count - FULL_WEIGHTS);
        Arrays.fill(ages, 1);
        double first = 1.0 / Math.max(1, count);
        for (int i = 0; i < old; i++) {
            ages[i] = old == 1 ? first : first + (1 - first) * i / (old - 1);
        }
        return ages;
    }

    /// Coordinates of a point, by axis; of an axis with steps, those of a value that it has.
    double[] draw(RandomGenerator random) {
        int kernel = index(weights, random.nextDouble());
        double[] drawn = new double[axes.length];
        for (int a = 0; a < drawn.length; a++) {
            drawn[a] = axes[a].draw(kernel, random);
        }
        return drawn;
    }

    private static int index(double[] weights, double quantile) {
        int index = 0;
        for (double up = weights[0]; up < quantile && index < weights.length - 1; ) {
            up += weights[++index];
        }
        return index;
    }

    double logDensity(double[] point) {
        double[] logs = logWeights.clone();
        for (int a = 0; a < point.length; a++) {
            axes[a].addTo(logs, point[a]);
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            highest = Math.max(highest, log);
        }
        double sum = 0;
        for (double log : logs) {
            if (log > highest - NOTHING) {
                sum += Math.exp(log - highest);
            }
        }
        return highest + Math.log(sum);
    }
}
