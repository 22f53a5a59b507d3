package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// After the warm-up the smoothed loss is still about that of guessing. See [NotLearning]. It
/// remembers nothing.
final class NotLearningRule implements IterationRule {
    private final double guessing;
    private final double tolerance;
    private final int warmup;

    /// @param memory iterations that the moving average needs to forget: the least warm-up, for an
    ///   average of the first few losses says what the initial weights were, not what was learnt
    NotLearningRule(NotLearning settings, int classes, int iterationsPerEpoch, int memory) {
        this.guessing = Math.log(classes);
        this.tolerance = settings.tolerance();
        this.warmup =
                Math.max(
                        memory, CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch));
    }

    @Override
    public Optional<Stop> judge(Block block) {
        double threshold = guessing * (1 - tolerance);
        if (block.seen() < warmup || block.smoothed() < threshold) {
            return Optional.empty();
        }
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("guessingLoss", guessing);
        evidence.put("threshold", threshold);
        evidence.put("tolerance", tolerance);
        evidence.put("warmupIterations", (double) warmup);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "After %d iterations (warm-up %d) the smoothed loss is %.4g: not below %.4g, the %.4g of guessing less %.3g %%.",
                        block.iteration(),
                        warmup,
                        block.smoothed(),
                        threshold,
                        guessing,
                        100 * tolerance);
        return Optional.of(new Stop(Stop.Rule.NOT_LEARNING, block.iteration(), evidence, message));
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void load(DataInput in) {}
}
