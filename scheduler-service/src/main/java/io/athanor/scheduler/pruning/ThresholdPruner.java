package io.athanor.scheduler.pruning;

import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.PrunerSpec.Threshold;
import io.athanor.contracts.Stop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stops a trial whose last value is beyond a bound, or is no number.
///
/// @param threshold with its bounds turned as curves are: lower is better
record ThresholdPruner(Threshold threshold) implements Pruner {

    static ThresholdPruner of(Threshold threshold, Direction direction) {
        return new ThresholdPruner(
                direction == Direction.MINIMIZE
                        ? threshold
                        : new Threshold(
                                turned(threshold.upper()),
                                turned(threshold.lower()),
                                threshold.minEpochs()));
    }

    private static @Nullable Double turned(@Nullable Double bound) {
        return bound == null ? null : -bound;
    }

    @Override
    public Optional<Verdict> judge(int trial, List<Double> curve, Standings standings) {
        double value = curve.getLast();
        Double lower = threshold.lower();
        Double upper = threshold.upper();
        boolean within =
                Double.isFinite(value)
                        && (lower == null || value >= lower)
                        && (upper == null || value <= upper);
        if (within || curve.size() < threshold.minEpochs()) {
            return Optional.empty();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        if (Double.isFinite(value)) {
            values.put("value", value);
        }
        if (lower != null) {
            values.put("bound", lower);
        }
        if (upper != null && !(value < upper)) {
            values.put("bound", upper);
        }
        return Optional.of(
                new Verdict(
                        Stop.Rule.EPOCH_THRESHOLD,
                        values,
                        Map.of("epoch", (double) curve.size()),
                        "its value is beyond the bound"));
    }
}
