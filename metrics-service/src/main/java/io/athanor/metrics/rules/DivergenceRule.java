package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The smoothed loss rose to `factor` times its lowest. See [Divergence].
///
/// It speaks once the average has taken in enough to forget its first values. A lowest value below
/// 5 % of ln(classes) counts as that much: a trial that has all but learnt its images by heart
/// would otherwise diverge by a single hard batch.
final class DivergenceRule implements IterationRule {
    private static final double LEAST_SHARE_OF_GUESSING = 0.05;

    private final double factor;
    private final double floor;
    private final int memory;

    private double lowest = Double.POSITIVE_INFINITY;

    DivergenceRule(Divergence settings, int classes, int memory) {
        this.factor = settings.factor();
        this.floor = LEAST_SHARE_OF_GUESSING * Math.log(Math.max(2, classes));
        this.memory = memory;
    }

    @Override
    public Optional<Stop> judge(Block block) {
        lowest = Math.min(lowest, block.smoothed());
        double threshold = factor * Math.max(floor, lowest);
        if (block.seen() < memory || block.smoothed() < threshold) {
            return Optional.empty();
        }
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("lowestSmoothedLoss", lowest);
        evidence.put("threshold", threshold);
        evidence.put("factor", factor);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "At iteration %d the smoothed loss is %.4g; its lowest was %.4g, and %.4g (%.3g times that) counts as diverged.",
                        block.iteration(),
                        block.smoothed(),
                        lowest,
                        threshold,
                        factor);
        return Optional.of(new Stop(Stop.Rule.DIVERGENCE, block.iteration(), evidence, message));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(lowest);
    }

    @Override
    public void load(DataInput in) throws IOException {
        lowest = in.readDouble();
    }
}
