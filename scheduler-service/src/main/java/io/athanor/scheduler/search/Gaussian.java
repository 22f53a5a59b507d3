package io.athanor.scheduler.search;

import java.util.stream.IntStream;

/// The standard normal distribution.
final class Gaussian {
    static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);
    private static final double TAIL = 3;
    private static final double FAR = 12;

    /// Beyond it, what is left is nothing to a double beside a thousandth.
    private static final double END = 9;

    private static final double TERMS = 500;

    /// 1/3, 1/5, ...: more than the series below takes within [#TAIL].
    private static final double[] ODD =
            IntStream.range(0, 40).mapToDouble(i -> 1.0 / (2 * i + 3)).toArray();

    private Gaussian() {}

    static double cdf(double x) {
        if (x < -TAIL) {
            return Math.exp(logLowerTail(x));
        }
        return x > TAIL ? 1 - Math.exp(logLowerTail(-x)) : 0.5 + fromZero(x);
    }

    /// The logarithm of the probability of `low` to `high`. So far out that nothing of it matters
    /// beside a kernel that is nearer, a bound of it.
    static double logMass(double low, double high) {
        if (low > 0) {
            return logMass(-high, -low);
        }
        if (high > END && low < -END) {
            return 0;
        }
        if (high > 0 || low > -TAIL) {
            return Math.log((high > END ? 1 : cdf(high)) - (low < -END ? 0 : cdf(low)));
        }
        if (high < -FAR) {
            return -0.5 * high * high;
        }
        double upTo = logCdf(high);
        return upTo + Math.log(1 - Math.exp(logCdf(low) - upTo));
    }

    private static double logCdf(double x) {
        return x < -TAIL ? logLowerTail(x) : Math.log(0.5 + fromZero(x));
    }

    /// The probability of 0 to x: the density times x + x^3/3 + x^5/(3 5) + ... (Marsaglia 2004,
    /// "Evaluating the Normal Distribution").
    private static double fromZero(double x) {
        double sum = x;
        double term = x;
        double square = x * x;
        for (int i = 0; i < ODD.length && Math.abs(term) > 1e-17 * Math.abs(sum); i++) {
            term *= square * ODD[i];
            sum += term;
        }
        return sum * Math.exp(-0.5 * square - LOG_SQRT_2_PI);
    }

    /// Laplace's continued fraction for x well below 0, which needs the fewer terms the farther
    /// out.
    private static double logLowerTail(double x) {
        double z = -x;
        double fraction = z;
        for (int i = (int) (TERMS / (z * z)) + 5; i > 0; i--) {
            fraction = z + i / fraction;
        }
        return -0.5 * z * z - LOG_SQRT_2_PI - Math.log(fraction);
    }
}
