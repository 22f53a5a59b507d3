package io.athanor.scheduler.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a Parzen estimator has on one axis: a kernel around each observation and, last, the prior.
sealed interface Kernels {

    static Kernels of(Axis axis, double[] observed) {
        if (axis.choices() > 0) {
            return new Choices(axis, observed);
        }
        return axis.step() > 0 ? new Steps(axis, observed) : new Continuous(axis, observed);
    }

    /// Adds the logarithm of each kernel's density at a coordinate to `logs`.
    void addTo(double[] logs, double x);

    /// A coordinate; where the axis has steps, that of a value.
    double draw(int kernel, RandomGenerator random);

    /// Normal distributions, cut off at the ends of the axis.
    final class Continuous implements Kernels {
        private final Axis axis;
        private final double[] means;
        private final double[] deviations;
        private final double[] inverses;

        /// The logarithms of what normalises them.
        private final double[] constants;

        private Continuous(Axis axis, double[] observed) {
            this.axis = axis;
            this.means = means(axis, observed);
            this.deviations = deviations(axis, observed);
            this.inverses = new double[means.length];
            this.constants = new double[means.length];
            double from = axis.from();
            double to = axis.to();
            for (int k = 0; k < means.length; k++) {
                inverses[k] = 1 / deviations[k];
                double inside =
                        Gaussian.logMass(
                                (from - means[k]) * inverses[k], (to - means[k]) * inverses[k]);
                constants[k] = -inside - Gaussian.LOG_SQRT_2_PI - Math.log(deviations[k]);
            }
        }

        @Override
        public void addTo(double[] logs, double x) {
            for (int k = 0; k < logs.length; k++) {
                double z = (x - means[k]) * inverses[k];
                logs[k] += constants[k] - 0.5 * z * z;
            }
        }

        @Override
        public double draw(int kernel, RandomGenerator random) {
            return within(axis, means[kernel], deviations[kernel], random);
        }
    }

    /// Normal distributions, of which each value has the mass of half a step to its sides. Values
    /// are few, so kernels are, and what they say of a value is kept.
    final class Steps implements Kernels {
        private final Axis axis;

        /// By kernel, its place among those that differ.
        private final int[] kinds;

        private final Kind[] different;
        private final Map<Double, double[]> known = new HashMap<>();

        private record Kind(double mean, double deviation) {
            double logMass(double from, double to) {
                return Gaussian.logMass((from - mean) / deviation, (to - mean) / deviation);
            }
        }

        private Steps(Axis axis, double[] observed) {
            this.axis = axis;
            double[] means = means(axis, observed);
            double[] deviations = deviations(axis, observed);
            this.kinds = new int[means.length];
            Map<Kind, Integer> places = new LinkedHashMap<>();
            for (int k = 0; k < means.length; k++) {
                Kind kind = new Kind(means[k], deviations[k]);
                Integer place = places.putIfAbsent(kind, places.size());
                kinds[k] = place == null ? places.size() - 1 : place;
            }
            this.different = places.keySet().toArray(Kind[]::new);
        }

        @Override
        public void addTo(double[] logs, double x) {
            double[] byKind = known.computeIfAbsent(x, this::logMasses);
            for (int k = 0; k < logs.length; k++) {
                logs[k] += byKind[kinds[k]];
            }
        }

        private double[] logMasses(double x) {
            double value = axis.unscaled(x);
            double left = axis.scaled(value - axis.step() / 2);
            double right = axis.scaled(value + axis.step() / 2);
            return Arrays.stream(different)
                    .mapToDouble(kind ->
                            kind.logMass(left, right) - kind.logMass(axis.from(), axis.to()))
                    .toArray();
        }

        @Override
        public double draw(int kernel, RandomGenerator random) {
            Kind kind = different[kinds[kernel]];
            return axis.coordinate(axis.value(within(axis, kind.mean(), kind.deviation(), random)));
        }
    }

    /// Choices without order: a kernel says that of its observation again, most likely.
    final class Choices implements Kernels {
        private static final int NONE = -1;

        private final int choices;
        private final int[] observed;
        private final double logObserved;
        private final double logOther;

        private Choices(Axis axis, double[] observed) {
            this.choices = axis.choices();
            int kernels = observed.length + 1;
            this.observed = new int[kernels];
            for (int k = 0; k < observed.length; k++) {
                this.observed[k] = (int) observed[k];
            }
            this.observed[kernels - 1] = NONE;
            this.logOther = -Math.log(kernels + (double) choices);
            this.logObserved = Math.log(kernels + 1.0) + logOther;
        }

        @Override
        public void addTo(double[] logs, double x) {
            int choice = (int) x;
            int prior = logs.length - 1;
            for (int k = 0; k < prior; k++) {
                logs[k] += observed[k] == choice ? logObserved : logOther;
            }
            logs[prior] -= Math.log(choices);
        }

        @Override
        public double draw(int kernel, RandomGenerator random) {
            // Of the mass of the kernel, the prior's part is spread over all choices.
            double kernels = observed.length;
            double own = observed[kernel] == NONE ? 0 : kernels / (kernels + choices);
            return random.nextDouble() < own ? observed[kernel] : random.nextInt(choices);
        }
    }

    /// The prior's is the middle.
    private static double[] means(Axis axis, double[] observed) {
        double[] means = Arrays.copyOf(observed, observed.length + 1);
        means[observed.length] = (axis.from() + axis.to()) / 2;
        return means;
    }

    /// How wide each kernel is: as the wider of the gaps to its neighbours, but that the outermost
    /// look inwards only; and within bounds. The prior's: the whole range.
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

    /// Without branches that depend on what is compared: nobody could predict them.
    private static int firstOf(double[] sorted, double value) {
        int first = 0;
        int length = sorted.length;
        while (length > 1) {
            int half = length >>> 1;
            first += sorted[first + half - 1] < value ? half : 0;
            length -= half;
        }
        return first;
    }

    private static double within(Axis axis, double mean, double deviation, RandomGenerator random) {
        // The mean is within the range, so a third of the draws is, at least.
        double drawn;
        do {
            drawn = mean + deviation * random.nextGaussian();
        } while (drawn < axis.from() || drawn > axis.to());
        return drawn;
    }
}
