package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All rules of one curve. It takes every iteration once and in order, and gives the first stop.
///
/// The rules test at every tenth iteration, counted from the trial's first, however the stream was
/// cut into records: the same losses give the same stop at the same iteration. A loss that is not
/// finite stops at once.
public final class CurveJudge {
    /// Iterations between two tests. Seldom enough that a rule gets few chances to be wrong by
    /// luck, often enough to cost nothing against a patience of a hundred or more.
    static final int BLOCK = 10;

    private final Smoothing smoothing;
    private final List<CurveRule> rules = new ArrayList<>();

    /// @param classes of the data set; with fewer than two, nothing can be said of guessing
    public CurveJudge(CurveRules settings, int classes, int iterationsPerEpoch) {
        smoothing = new Smoothing(settings.plateau().smoothing());
        int memory = smoothing.memory();
        if (settings.divergence().enabled()) {
            rules.add(new DivergenceRule(settings.divergence(), classes, memory));
        }
        // Before the plateau: a trial that never learnt is flat as well.
        if (settings.notLearning().enabled() && classes >= 2) {
            rules.add(
                    new NotLearningRule(
                            settings.notLearning(), classes, iterationsPerEpoch, memory));
        }
        if (settings.plateau().enabled()) {
            rules.add(new PlateauRule(settings.plateau(), iterationsPerEpoch, memory));
        }
    }

    /// Takes in the next iteration. Losses that are not finite leave the average as it is.
    public Optional<Stop> accept(int iteration, float loss, double learningRate) {
        if (!Float.isFinite(loss)) {
            return Optional.of(NonFinite.stop(iteration, loss, smoothed(), learningRate));
        }
        smoothing.add(loss);
        if (iteration % BLOCK != 0) {
            return Optional.empty();
        }
        Block block = new Block(iteration, smoothing.count(), smoothing.value(), learningRate);
        Optional<Stop> first = Optional.empty();
        for (CurveRule rule : rules) {
            Optional<Stop> stop = rule.judge(block);
            first = first.or(() -> stop);
        }
        return first;
    }

    /// The moving average of the losses so far; NaN before the first.
    public double smoothed() {
        return smoothing.value();
    }

    /// Writes what [#load] needs to go on from here with the same settings.
    public void save(DataOutput out) throws IOException {
        smoothing.save(out);
        for (CurveRule rule : rules) {
            rule.save(out);
        }
    }

    public void load(DataInput in) throws IOException {
        smoothing.load(in);
        for (CurveRule rule : rules) {
            rule.load(in);
        }
    }

    static int iterations(double epochs, int iterationsPerEpoch) {
        return (int) Math.ceil(epochs * iterationsPerEpoch - 1e-9);
    }
}
