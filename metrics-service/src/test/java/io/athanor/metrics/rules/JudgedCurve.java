package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.GeneralisationLoss;
import io.athanor.contracts.CurveRules.NoProgress;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.CurveRules.Patience;
import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.CurveRules.Slope;
import io.athanor.contracts.CurveRules.Threshold;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// Runs the rules over a whole curve.
public final class JudgedCurve {
    static final double RATE = 0.1;

    /// No rule but that on losses that are not finite.
    public static final CurveRules NONE =
            new CurveRules(
                    new Plateau(false, 1, 0.005, 0.99, 1),
                    Slope.DEFAULT,
                    Patience.DEFAULT,
                    GeneralisationLoss.DEFAULT,
                    new Divergence(false, 3),
                    new NotLearning(false, 0.01, 1),
                    Threshold.DEFAULT,
                    NoProgress.DEFAULT);

    private JudgedCurve() {}

    static Optional<Stop> firstStop(CurveRules rules, int iterationsPerEpoch, float... losses) {
        return firstStop(rules, iterationsPerEpoch, _ -> RATE, losses);
    }

    /// @param rate the learning rate of each iteration
    static Optional<Stop> firstStop(
            CurveRules rules, int iterationsPerEpoch, IntToDoubleFunction rate, float... losses) {
        CurveJudge judge = new CurveJudge(rules, 10, iterationsPerEpoch);
        for (int i = 1; i <= losses.length; i++) {
            Optional<Stop> stop = judge.accept(i, losses[i - 1], rate.applyAsDouble(i), 0);
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }

    /// The first stop of a curve of epochs of 100 iterations, with `values` for every metric.
    static Optional<Stop> firstStopOfEpochs(CurveRules rules, double... values) {
        CurveJudge judge = new CurveJudge(rules, 10, 100);
        for (int i = 1; i <= values.length; i++) {
            double value = values[i - 1];
            Optional<Stop> stop =
                    judge.accept(
                            new EpochMeasurement(
                                    i, 100 * i, value, value, value, value, value, value, RATE, 1));
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }

    public static CurveRules only(Plateau rule) {
        return rules(rule, NONE.slope(), NONE.divergence(), NONE.notLearning());
    }

    public static CurveRules only(Slope rule) {
        return rules(NONE.plateau(), rule, NONE.divergence(), NONE.notLearning());
    }

    public static CurveRules only(Divergence rule) {
        return rules(NONE.plateau(), NONE.slope(), rule, NONE.notLearning());
    }

    public static CurveRules only(NotLearning rule) {
        return rules(NONE.plateau(), NONE.slope(), NONE.divergence(), rule);
    }

    public static CurveRules only(Patience rule) {
        return rules(rule, NONE.generalisationLoss(), NONE.threshold(), NONE.noProgress());
    }

    public static CurveRules only(GeneralisationLoss rule) {
        return rules(NONE.patience(), rule, NONE.threshold(), NONE.noProgress());
    }

    public static CurveRules only(Threshold rule) {
        return rules(NONE.patience(), NONE.generalisationLoss(), rule, NONE.noProgress());
    }

    public static CurveRules only(NoProgress rule) {
        return rules(NONE.patience(), NONE.generalisationLoss(), NONE.threshold(), rule);
    }

    private static CurveRules rules(
            Plateau plateau, Slope slope, Divergence divergence, NotLearning notLearning) {
        return new CurveRules(
                plateau,
                slope,
                NONE.patience(),
                NONE.generalisationLoss(),
                divergence,
                notLearning,
                NONE.threshold(),
                NONE.noProgress());
    }

    private static CurveRules rules(
            Patience patience,
            GeneralisationLoss generalisationLoss,
            Threshold threshold,
            NoProgress noProgress) {
        return new CurveRules(
                NONE.plateau(),
                NONE.slope(),
                patience,
                generalisationLoss,
                NONE.divergence(),
                NONE.notLearning(),
                threshold,
                noProgress);
    }
}
