package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.Threshold;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The smoothed loss is good enough, or hopeless. See [Threshold]. It remembers nothing.
final class ThresholdRule implements IterationRule {
    private final double lower;
    private final double upper;
    private final int warmup;

    /// @param memory iterations that the moving average needs to forget: the least warm-up
    ThresholdRule(Threshold settings, int iterationsPerEpoch, int memory) {
        Double least = settings.lower();
        Double most = settings.upper();
        this.lower = least == null ? Double.NEGATIVE_INFINITY : least;
        this.upper = most == null ? Double.POSITIVE_INFINITY : most;
        this.warmup =
                Math.max(
                        memory, CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch));
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (block.seen() < warmup) {
            return Optional.empty();
        }
        if (block.smoothed() < lower) {
            return Optional.of(stop(block, lower, "below %.4g, the goal"));
        }
        if (block.smoothed() > upper) {
            return Optional.of(stop(block, upper, "above %.4g, the bound"));
        }
        return Optional.empty();
    }

    private Stop stop(Block block, double threshold, String where) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("threshold", threshold);
        evidence.put("warmupIterations", (double) warmup);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "At iteration %d the smoothed loss is %.4g: " + where + ".",
                        block.iteration(),
                        block.smoothed(),
                        threshold);
        return new Stop(Stop.Rule.THRESHOLD, block.iteration(), evidence, message);
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void load(DataInput in) {}
}
