package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// After the warm-up the smoothed loss is still about that of guessing, and no longer falls. See
/// [NotLearning].
final class NotLearningRule implements IterationRule {
    /// A fall by this share within the average's memory is learning, wherever the loss still is:
    /// the first losses of a high learning rate can be hundreds, and the average carries them for
    /// long.
    private static final double FALL = 0.02;

    private final double guessing;
    private final double tolerance;
    private final int warmup;
    private final int memory;

    private double lowest = Double.POSITIVE_INFINITY;
    private int fellAt;

    /// @param memory iterations that the moving average needs to forget: the least warm-up, for an
    ///   average of the first few losses says what the initial weights were, not what was learnt
    NotLearningRule(NotLearning settings, int classes, int iterationsPerEpoch, int memory) {
        this.guessing = Math.log(classes);
        this.tolerance = settings.tolerance();
        this.memory = memory;
        this.warmup =
                Math.max(
                        memory, CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch));
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (block.seen() < warmup) {
            return Optional.empty();
        }
        if (block.smoothed() < lowest * (1 - FALL)) {
            lowest = block.smoothed();
            fellAt = block.iteration();
        }
        double threshold = guessing * (1 - tolerance);
        int flatFor = block.iteration() - fellAt;
        return block.smoothed() < threshold || flatFor < memory
                ? Optional.empty()
                : Optional.of(stop(block, threshold, flatFor));
    }

    private Stop stop(Block block, double threshold, int flatFor) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("guessingLoss", guessing);
        evidence.put("threshold", threshold);
        evidence.put("tolerance", tolerance);
        evidence.put("warmupIterations", (double) warmup);
        evidence.put("iterationsWithoutFall", (double) flatFor);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "After %d iterations (warm-up %d) the smoothed loss has not fallen for %d and is %.4g: not below %.4g, the %.4g of guessing less %.3g %%.",
                        block.iteration(),
                        warmup,
                        flatFor,
                        block.smoothed(),
                        threshold,
                        guessing,
                        100 * tolerance);
        return new Stop(Stop.Rule.NOT_LEARNING, block.iteration(), evidence, message);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(lowest);
        out.writeInt(fellAt);
    }

    @Override
    public void load(DataInput in) throws IOException {
        lowest = in.readDouble();
        fellAt = in.readInt();
    }
}
