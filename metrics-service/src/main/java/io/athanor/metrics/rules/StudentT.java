package io.athanor.metrics.rules;

/// Student's t distribution, as far as the rules need it.
final class StudentT {
    private static final double[] FEW = {6.3138, 2.9200, 2.3534, 2.1318};
    private static final double NORMAL = 1.6448536;

    private StudentT() {}

    /// The value that 95 % lie under, right to 0.002.
    ///
    /// @param freedom degrees of freedom, 1 or more
    static double upper95(int freedom) {
        if (freedom <= FEW.length) {
            return FEW[freedom - 1];
        }
        // Cornish and Fisher's expansion about the normal distribution.
        double z = NORMAL;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double n = freedom;
        return z
                + (z3 + z) / (4 * n)
                + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
                + (3 * z5 * z * z + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
    }
}
