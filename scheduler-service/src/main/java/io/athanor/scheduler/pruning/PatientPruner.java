package io.athanor.scheduler.pruning;

import io.athanor.contracts.Stop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lets another pruner stop a trial only once its values have become worse: the best of its last
/// `patience` + 1 epochs is worse than its best before them by more than `minDelta`. As Optuna's
/// `PatientPruner`: a curve that stays flat goes on, and a larger `minDelta` is more lenient,
/// unlike in Keras.
record PatientPruner(Pruner wrapped, int patience, double minDelta) implements Pruner {

    @Override
    public Optional<Verdict> judge(int trial, List<Double> curve, Standings standings) {
        int recent = curve.size() - patience - 1;
        if (recent < 1) {
            return Optional.empty();
        }
        double before = best(curve.subList(0, recent));
        double after = best(curve.subList(recent, curve.size()));
        if (!(before + minDelta < after)) {
            return Optional.empty();
        }
        if (!(wrapped instanceof NoPruner)) {
            return wrapped.judge(trial, curve, standings)
                    .map(verdict -> verdict.and("patience", patience));
        }
        return Optional.of(
                new Verdict(
                        Stop.Rule.PATIENT,
                        Double.isFinite(after)
                                ? Map.of("bestBefore", before, "bestSince", after)
                                : Map.of("bestBefore", before),
                        Map.of("epoch", (double) curve.size(), "patience", (double) patience),
                        "its values became worse"));
    }

    private static double best(List<Double> values) {
        return values.stream()
                .filter(Double::isFinite)
                .min(Double::compare)
                .orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public double standing(List<Double> curve) {
        return wrapped.standing(curve);
    }

    @Override
    public int bracket(int trial) {
        return wrapped.bracket(trial);
    }

    @Override
    public boolean comparesWithCompleted() {
        return wrapped.comparesWithCompleted();
    }
}
