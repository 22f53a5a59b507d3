package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.Stop;
import java.util.Optional;

/// Runs the rules over a whole curve.
final class JudgedCurve {
    static final double RATE = 0.1;

    private JudgedCurve() {}

    static Optional<Stop> firstStop(CurveRules rules, int iterationsPerEpoch, float... losses) {
        CurveJudge judge = new CurveJudge(rules, 10, iterationsPerEpoch);
        for (int i = 0; i < losses.length; i++) {
            Optional<Stop> stop = judge.accept(i + 1, losses[i], RATE);
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }

    static CurveRules only(Plateau plateau) {
        return new CurveRules(plateau, new Divergence(false, 3), new NotLearning(false, 0.01, 1));
    }

    static CurveRules only(Divergence divergence) {
        return new CurveRules(off(), divergence, new NotLearning(false, 0.01, 1));
    }

    static CurveRules only(NotLearning notLearning) {
        return new CurveRules(off(), new Divergence(false, 3), notLearning);
    }

    private static Plateau off() {
        return new Plateau(false, 1, 0.005, 0.99, 1);
    }
}
