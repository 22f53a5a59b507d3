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
///
/// The first losses of a high learning rate can be thousands, and the plain average carries them
/// for longer than most trials train: a dead trial would pass for one that falls. So this rule has
/// averages of its own. The level is that of the losses cut at [#MOST] times that of guessing. A
/// fall is one of their geometric mean, which a few huge losses hardly move, and which sees a trial
/// that comes down from far above the cut.
final class NotLearningRule implements IterationRule {
    /// Times the loss of guessing.
    private static final double MOST = 4;

    /// A fall by this share within the patience is learning, wherever the loss still is.
    private static final double FALL = 0.02;

    /// The patience, in times that the average needs to forget. After one, a trial that comes past
    /// the loss of guessing slowly would be stopped where the noise had a dip.
    private static final int MEMORIES = 2;

    private final double guessing;
    private final double tolerance;
    private final int warmup;
    private final int patience;

    private final Smoothing cut;
    private final Smoothing logarithm;
    private double lowest = Double.POSITIVE_INFINITY;
    private int fellAt;

    /// @param smoothing weight of the past. What the average needs to forget is the least warm-up:
    ///   that of the first few losses says what the initial weights were, not what was learnt
    NotLearningRule(NotLearning settings, double smoothing, int classes, int iterationsPerEpoch) {
        this.guessing = Math.log(classes);
        this.tolerance = settings.tolerance();
        this.cut = new Smoothing(smoothing);
        this.logarithm = new Smoothing(smoothing);
        this.patience = MEMORIES * cut.memory();
        this.warmup =
                Math.max(
                        cut.memory(),
                        CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch));
    }

    @Override
    public void add(float loss) {
        cut.add(Math.min(loss, MOST * guessing));
        logarithm.add(Math.log(Math.max(loss, Float.MIN_NORMAL)));
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (block.seen() < warmup) {
            return Optional.empty();
        }
        double mean = Math.exp(logarithm.value());
        if (mean < lowest * (1 - FALL)) {
            lowest = mean;
            fellAt = block.iteration();
        }
        double threshold = guessing * (1 - tolerance);
        int flatFor = block.iteration() - fellAt;
        return cut.value() < threshold || flatFor < patience
                ? Optional.empty()
                : Optional.of(stop(block, threshold, flatFor));
    }

    private Stop stop(Block block, double threshold, int flatFor) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("cutSmoothedLoss", cut.value());
        evidence.put("cutAt", MOST * guessing);
        evidence.put("guessingLoss", guessing);
        evidence.put("threshold", threshold);
        evidence.put("tolerance", tolerance);
        evidence.put("warmupIterations", (double) warmup);
        evidence.put("iterationsWithoutFall", (double) flatFor);
        evidence.put("patienceIterations", (double) patience);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "After %d iterations (warm-up %d) the smoothed loss, of losses cut at %.4g, has not fallen for %d (patience %d) and is %.4g: not below %.4g, the %.4g of guessing less %.3g %%.",
                        block.iteration(),
                        warmup,
                        MOST * guessing,
                        flatFor,
                        patience,
                        cut.value(),
                        threshold,
                        guessing,
                        100 * tolerance);
        return new Stop(Stop.Rule.NOT_LEARNING, block.iteration(), evidence, message);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        cut.save(out);
        logarithm.save(out);
        out.writeDouble(lowest);
        out.writeInt(fellAt);
    }

    @Override
    public void load(DataInput in) throws IOException {
        cut.load(in);
        logarithm.load(in);
        lowest = in.readDouble();
        fellAt = in.readInt();
    }
}
