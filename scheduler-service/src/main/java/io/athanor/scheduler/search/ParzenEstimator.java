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

    private final List<Axis> axes;
    private final int kernels;
    private final double[] weights;

    /// By axis and kernel; of axes without order, the observed choice, and -1 for the prior.
    private final double[][] means;

    private final double[][] deviations;

    /// By kernel: the logarithms of its weight and of what normalises its density on all axes.
    private final double[] constants;

    private ParzenEstimator(List<Axis> axes, double[][] observed, double[] weights) {
        this.axes = axes;
        this.kernels = weights.length;
        this.weights = weights;
        this.constants = new double[kernels];
        this.means = new double[axes.size()][];
        this.deviations = new double[axes.size()][];
        for (int k = 0; k < kernels; k++) {
            constants[k] = Math.log(weights[k]);
        }
        for (int a = 0; a < axes.size(); a++) {
            Axis axis = axes.get(a);
            means[a] = Arrays.copyOf(observed[a], kernels);
            if (axis.choices() > 0) {
                means[a][kernels - 1] = -1;
                deviations[a] = new double[0];
            } else {
                means[a][kernels - 1] = (axis.from() + axis.to()) / 2;
                deviations[a] = deviations(axis, observed[a]);
                normalise(axis, means[a], deviations[a]);
            }
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

    /// How wide each kernel is: as the wider of the gaps to its neighbours, but that the outermost
    /// look inwards only; and within bounds. The prior's, last: the whole range.
    static double[] deviations(Axis axis, double[] observed) {
        int count = observed.length;
        double range = axis.to() - axis.from();
        double[] sorted = observed.clone();
        Arrays.sort(sorted);
        double[] bySorted = new double[count];
        for (int i = 0; i < count; i++) {
            double left = sorted[i] - (i == 0 ? axis.from() : sorted[i - 1]);
            double right = (i == count - 1 ? axis.to() : sorted[i + 1]) - sorted[i];
            bySorted[i] = Math.max(left, right);
        }
        if (count >= 2) {
            bySorted[0] = sorted[1] - sorted[0];
            bySorted[count - 1] = sorted[count - 1] - sorted[count - 2];
        }
        double narrowest = range / Math.min(100, 2 + count);
        double[] deviations = new double[count + 1];
        int[] taken = new int[count];
        for (int i = 0; i < count; i++) {
            int first = firstOf(sorted, observed[i]);
            // Equal observations share out the places that they have in the order.
            deviations[i] = Math.clamp(bySorted[first + taken[first]++], narrowest, range);
        }
        deviations[count] = range;
        return deviations;
    }

    private static int firstOf(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void normalise(Axis axis, double[] mean, double[] deviation) {
        double from = axis.from();
        double to = axis.to();
        for (int k = 0; k < kernels; k++) {
            constants[k] -=
                    Gaussian.logMass(
                            (from - mean[k]) / deviation[k], (to - mean[k]) / deviation[k]);
            if (axis.step() == 0) {
                constants[k] -= Gaussian.LOG_SQRT_2_PI + Math.log(deviation[k]);
            }
        }
    }

    /// Coordinates of a point, by axis; of an axis with steps, those of a value that it has.
    double[] draw(RandomGenerator random) {
        int kernel = index(weights, random.nextDouble());
        double[] drawn = new double[axes.size()];
        for (int a = 0; a < drawn.length; a++) {
            drawn[a] = draw(axes.get(a), a, kernel, random);
        }
        return drawn;
    }

    private double draw(Axis axis, int a, int kernel, RandomGenerator random) {
        double mean = means[a][kernel];
        if (axis.choices() > 0) {
            // Of the mass of the kernel, the prior's part is spread over all choices.
            double own = mean < 0 ? 0 : kernels / (kernels + (double) axis.choices());
            return random.nextDouble() < own ? mean : random.nextInt(axis.choices());
        }
        // The mean is within the range, so a third of the draws is, at least.
        double drawn;
        do {
            drawn = mean + deviations[a][kernel] * random.nextGaussian();
        } while (drawn < axis.from() || drawn > axis.to());
        return axis.step() == 0 ? drawn : axis.coordinate(axis.value(drawn));
    }

    private static int index(double[] weights, double quantile) {
        int index = 0;
        for (double up = weights[0]; up < quantile && index < weights.length - 1; ) {
            up += weights[++index];
        }
        return index;
    }

    double logDensity(double[] point) {
        double[] logs = constants.clone();
        for (int a = 0; a < point.length; a++) {
            add(axes.get(a), a, point[a], logs);
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

    /// Adds the logarithm of each kernel's density at `x` on an axis, but for what is constant.
    private void add(Axis axis, int a, double x, double[] logs) {
        if (axis.choices() > 0) {
            addChoice(axis, a, x, logs);
        } else if (axis.step() > 0) {
            addStep(axis, a, x, logs);
        } else {
            double[] mean = means[a];
            double[] deviation = deviations[a];
            for (int k = 0; k < kernels; k++) {
                double z = (x - mean[k]) / deviation[k];
                logs[k] -= 0.5 * z * z;
            }
        }
    }

    private void addStep(Axis axis, int a, double x, double[] logs) {
        double value = axis.unscaled(x);
        double left = axis.scaled(value - axis.step() / 2);
        double right = axis.scaled(value + axis.step() / 2);
        for (int k = 0; k < kernels; k++) {
            double mean = means[a][k];
            double deviation = deviations[a][k];
            logs[k] += Gaussian.logMass((left - mean) / deviation, (right - mean) / deviation);
        }
    }

    private void addChoice(Axis axis, int a, double x, double[] logs) {
        double other = 1.0 / (kernels + axis.choices());
        double logOther = Math.log(other);
        double logObserved = Math.log((kernels + 1) * other);
        for (int k = 0; k < kernels - 1; k++) {
            logs[k] += means[a][k] == x ? logObserved : logOther;
        }
        logs[kernels - 1] -= Math.log(axis.choices());
    }
}
