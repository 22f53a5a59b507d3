package io.athanor.contracts;

import org.jspecify.annotations.Nullable;

/// The rules that judge a trial by its own curve, as the metrics service applies them. A rule that
/// an older message does not know has its default. A non-finite loss always ends a trial and has no
/// setting.
///
/// The losses of iterations are noisy, so the rules on them judge the bias-corrected exponential
/// moving average, `smoothing` its weight of the past; they test at every tenth iteration.
public record CurveRules(
        Plateau plateau,
        Slope slope,
        Patience patience,
        GeneralisationLoss generalisationLoss,
        Divergence divergence,
        NotLearning notLearning,
        Threshold threshold,
        NoProgress noProgress) {

    public static final CurveRules DEFAULT =
            new CurveRules(
                    Plateau.DEFAULT,
                    Slope.DEFAULT,
                    Patience.DEFAULT,
                    GeneralisationLoss.DEFAULT,
                    Divergence.DEFAULT,
                    NotLearning.DEFAULT,
                    Threshold.DEFAULT,
                    NoProgress.DEFAULT);

    public CurveRules {
        plateau = orElse(plateau, Plateau.DEFAULT);
        slope = orElse(slope, Slope.DEFAULT);
        patience = orElse(patience, Patience.DEFAULT);
        generalisationLoss = orElse(generalisationLoss, GeneralisationLoss.DEFAULT);
        divergence = orElse(divergence, Divergence.DEFAULT);
        notLearning = orElse(notLearning, NotLearning.DEFAULT);
        threshold = orElse(threshold, Threshold.DEFAULT);
        noProgress = orElse(noProgress, NoProgress.DEFAULT);
    }

    private static <R> R orElse(@Nullable R read, R otherwise) {
        return read == null ? otherwise : read;
    }

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
        public static final Plateau DEFAULT = new Plateau(true, 2.0, 0.005, 0.99, 1.0);
    }

    /// Stops a trial whose losses, as a regression line, no longer fall: over the last `blocks`
    /// means of `blockIterations` losses each, the upper one-sided 95 % bound of the fall along the
    /// line, relative to the mean, is under `minDelta`. Stricter than the plateau. A drop of the
    /// learning rate starts the window anew.
    ///
    /// @param blockIterations losses that a mean is taken of, 1 or more
    /// @param blocks means that the line is drawn through, 3 or more
    /// @param minDelta relative fall over the window that counts as progress, 0 to 1
    /// @param warmupEpochs epochs before the rule is applied, 0 or more
    public record Slope(
            boolean enabled,
            int blockIterations,
            int blocks,
            double minDelta,
            double warmupEpochs) {
        public static final Slope DEFAULT = new Slope(false, 100, 20, 0.02, 2.0);
    }

    /// Stops a trial whose epochs no longer improve `metric`: `patience` epochs in a row did not
    /// beat the best by more than `minDelta`, as Keras's and Lightning's `EarlyStopping`.
    ///
    /// @param minDelta absolute change that counts as improvement, 0 or more
    /// @param patience epochs without improvement, 1 or more
    /// @param baseline a value that must be beaten, or null
    /// @param startEpoch epochs that pass before the rule looks, 0 or more (Keras:
    ///   start_from_epoch)
    public record Patience(
            boolean enabled,
            Objective.Metric metric,
            double minDelta,
            int patience,
            @Nullable Double baseline,
            int startEpoch) {
        public static final Patience DEFAULT =
                new Patience(false, Objective.Metric.TEST_LOSS, 0, 3, null, 0);
    }

    /// Stops a trial whose test loss has risen `alpha` percent above its lowest: Prechelt's
    /// generalisation loss, GL = 100 (E / E_opt - 1) > alpha (Early Stopping - But When?, 1998).
    ///
    /// @param alpha percent, above 0
    public record GeneralisationLoss(boolean enabled, double alpha) {
        public static final GeneralisationLoss DEFAULT = new GeneralisationLoss(false, 5.0);
    }

    /// Stops a trial whose smoothed loss rose to `factor` times its lowest value so far.
    ///
    /// @param factor above 1
    public record Divergence(boolean enabled, double factor) {
        public static final Divergence DEFAULT = new Divergence(true, 3.0);
    }

    /// Stops a trial whose smoothed loss, after the warm-up, is still within `tolerance` (a share)
    /// of ln(classes), the cross-entropy of guessing, or above it, and has not fallen by 2 % for
    /// twice as many iterations as the average needs to forget. Single losses count as at most four
    /// times ln(classes).
    ///
    /// @param tolerance 0 to below 1
    /// @param warmupEpochs epochs before the rule is applied, 0 or more
    public record NotLearning(boolean enabled, double tolerance, double warmupEpochs) {
        public static final NotLearning DEFAULT = new NotLearning(true, 0.01, 1.0);
    }

    /// Stops a trial whose smoothed loss, after the warm-up, is below `lower` (good enough: the
    /// goal is reached) or above `upper` (hopeless).
    ///
    /// @param lower null where there is no goal
    /// @param upper null where there is no bound; at least one of the two is set
    /// @param warmupEpochs epochs before the rule is applied, 0 or more
    public record Threshold(
            boolean enabled, @Nullable Double lower, @Nullable Double upper, double warmupEpochs) {
        public static final Threshold DEFAULT = new Threshold(false, null, null, 1.0);
    }

    /// Stops a trial whose smoothed loss has not fallen below its best for `minutes`, by the times
    /// at which its trainer sent the records: what hangs, or crawls, without reaching the patience
    /// of the other rules.
    ///
    /// @param minutes above 0
    public record NoProgress(boolean enabled, double minutes) {
        public static final NoProgress DEFAULT = new NoProgress(false, 30.0);
    }
}
