package io.athanor.scheduler.search;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// A density over some axes: a kernel around each observation and a wide one, the prior, in the
/// middle, each a product over the axes. As in Optuna 5 with its defaults (`prior_weight` 1,
/// `consider_magic_clip`, no `consider_endpoints`). For one thread at a time.
final class ParzenEstimator {
    private static final int FULL_WEIGHTS = 25;

    /// So far below the highest, the logarithm of a density adds nothing that a double could hold.
    private static final double NOTHING = 50;

    /// By kernel, the prior's last; in all 1.
    private final double[] weights;

    private final double[] logWeights;
    private final Kernels[] axes;

    /// What [#logDensity] works on: as much anew for each point would be most of what a suggestion
    /// takes of memory.
    private final double[] logs;

    private ParzenEstimator(List<Axis> axes, double[][] observed, double[] weights) {
        this.weights = weights;
        this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
        this.logs = new double[weights.length];
        this.axes = new Kernels[axes.size()];
        for (int a = 0; a < this.axes.length; a++) {
            this.axes[a] = Kernels.of(axes.get(a), observed[a]);
        }
    }

    /// @param observed coordinates, by axis and observation, the oldest first
    static ParzenEstimator of(List<Axis> axes, double[][] observed) {
        return thinned(axes, observed, observed[0].length);
    }

    /// @param observed every `total / observed`-th of the observations there are
    static ParzenEstimator thinned(List<Axis> axes, double[][] observed, int total) {
        int count = observed[0].length;
        double[] weights = new double[count + 1];
        for (int i = 0; i < count; i++) {
            weights[i] = age((int) ((long) i * total / count), total);
        }
        weights[count] = 1;
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new ParzenEstimator(axes, observed, weights);
    }

    /// What the `index`-th of so many observations counts: the youngest 25 in full, older ones the
    /// less the older they are. The prior counts as one.
    static double age(int index, int count) {
        int old = count - FULL_WEIGHTS;
        if (index >= old) {
            return 1;
        }
        double first = 1.0 / count;
        return old == 1 ? first : first + (1 - first) * index / (old - 1);
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
        System.arraycopy(logWeights, 0, logs, 0, logs.length);
        for (int a = 0; a < point.length; a++) {
            axes[a].addTo(logs, point[a]);
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            // Math.max, which knows NaN and -0, would take as long as all else here.
            if (log > highest) {
                highest = log;
            }
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
