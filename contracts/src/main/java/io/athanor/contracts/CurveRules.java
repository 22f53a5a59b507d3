package io.athanor.contracts;

/// The rules that judge a trial by its own curve, as the metrics service applies them. A non-finite
/// loss always ends a trial and has no setting.
public record CurveRules(Plateau plateau, Divergence divergence, NotLearning notLearning) {

    public static final CurveRules DEFAULT =
            new CurveRules(Plateau.DEFAULT, Divergence.DEFAULT, NotLearning.DEFAULT);

    /// Stops a trial whose smoothed loss no longer falls: the bias-corrected exponential moving
    /// average of the iterations' losses has not fallen by the share `minDelta` below its best for
    /// `patienceEpochs`. A drop of the learning rate starts the patience anew.
    ///
    /// @param enabled whether the rule is applied
    /// @param patienceEpochs epochs without improvement, above 0; never fewer iterations than the
    ///   average needs to forget, 1 / (1 - smoothing)
    /// @param minDelta relative fall that counts as improvement, 0 to 1
    /// @param smoothing weight of the past in the moving average, 0 to below 1
    /// @param warmupEpochs epochs before the rule is applied, 0 or more
    public record Plateau(
            boolean enabled,
            double patienceEpochs,
            double minDelta,
            double smoothing,
            double warmupEpochs) {
        public static final Plateau DEFAULT = new Plateau(true, 1.0, 0.005, 0.99, 1.0);
    }

    /// Stops a trial whose smoothed loss rose to `factor` times its lowest value so far.
    ///
    /// @param factor above 1
    public record Divergence(boolean enabled, double factor) {
        public static final Divergence DEFAULT = new Divergence(true, 3.0);
    }

    /// Stops a trial whose smoothed loss, after the warm-up, is still within `tolerance` (a share)
    /// of ln(classes), the cross-entropy of guessing, or above it.
    ///
    /// @param tolerance 0 to below 1
    /// @param warmupEpochs epochs before the rule is applied, 0 or more
    public record NotLearning(boolean enabled, double tolerance, double warmupEpochs) {
        public static final NotLearning DEFAULT = new NotLearning(true, 0.01, 1.0);
    }
}
