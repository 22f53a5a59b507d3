package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All rules of one curve. It takes every iteration and every epoch once and in order, and gives
/// the first stop.
///
/// The rules on iterations test at every tenth iteration, counted from the trial's first, however
/// the stream was cut into records: the same losses give the same stop at the same iteration. A
/// loss that is not finite stops at once.
public final class CurveJudge {
    /// Iterations between two tests. Seldom enough that a rule gets few chances to be wrong by
    /// luck, often enough to cost nothing against a patience of a hundred or more.
    static final int BLOCK = 10;

    /// The rules that judge epochs, not iterations.
    public static final Set<Stop.Rule> JUDGE_EPOCHS =
            Set.of(Stop.Rule.PATIENCE, Stop.Rule.GENERALISATION_LOSS);

    private final Smoothing smoothing;
    private final List<IterationRule> iterationRules = new ArrayList<>();
    private final List<EpochRule> epochRules = new ArrayList<>();

    /// @param classes of the data set; with fewer than two, nothing can be said of guessing
    public CurveJudge(CurveRules settings, int classes, int iterationsPerEpoch) {
        smoothing = new Smoothing(settings.plateau().smoothing());
        int memory = smoothing.memory();
        if (settings.divergence().enabled()) {
            iterationRules.add(new DivergenceRule(settings.divergence(), classes, memory));
        }
        // Before the plateau: a trial that never learnt is flat as well.
        if (settings.notLearning().enabled() && classes >= 2) {
            iterationRules.add(
                    new NotLearningRule(
                            settings.notLearning(),
                            settings.plateau().smoothing(),
                            classes,
                            iterationsPerEpoch));
        }
        if (settings.threshold().enabled()) {
            iterationRules.add(new ThresholdRule(settings.threshold(), iterationsPerEpoch, memory));
        }
        if (settings.plateau().enabled()) {
            iterationRules.add(new PlateauRule(settings.plateau(), iterationsPerEpoch, memory));
        }
        if (settings.slope().enabled()) {
            iterationRules.add(new SlopeRule(settings.slope(), iterationsPerEpoch));
        }
        if (settings.noProgress().enabled()) {
            iterationRules.add(new NoProgressRule(settings.noProgress()));
        }
        if (settings.patience().enabled()) {
            epochRules.add(new PatienceRule(settings.patience()));
        }
        if (settings.generalisationLoss().enabled()) {
            epochRules.add(new GeneralisationLossRule(settings.generalisationLoss()));
        }
    }

    /// Takes in the next iteration. Losses that are not finite leave the average as it is.
    ///
    /// @param at when the iteration was reported, in milliseconds since the epoch
    public Optional<Stop> accept(int iteration, float loss, double learningRate, long at) {
        if (!Float.isFinite(loss)) {
            return Optional.of(NonFinite.stop(iteration, loss, smoothed(), learningRate));
        }
        smoothing.add(loss);
        for (IterationRule rule : iterationRules) {
            rule.add(loss);
        }
        if (iteration % BLOCK != 0) {
            return Optional.empty();
        }
        Block block = new Block(iteration, smoothing.count(), smoothing.value(), learningRate, at);
        // Each rule sees each block: no laziness here.
        return first(iterationRules.stream().map(rule -> rule.judge(block)).toList());
    }

    /// Takes in the next epoch.
    public Optional<Stop> accept(EpochMeasurement epoch) {
        return first(epochRules.stream().map(rule -> rule.judge(epoch)).toList());
    }

    /// The curve goes on after a pause.
    public void resume() {
        iterationRules.forEach(IterationRule::resume);
    }

    private static Optional<Stop> first(List<Optional<Stop>> judged) {
        return judged.stream().flatMap(Optional::stream).findFirst();
    }

    /// The moving average of the losses so far; NaN before the first.
    public double smoothed() {
        return smoothing.value();
    }

    /// Writes what [#load] needs to go on from here with the same settings.
    public void save(DataOutput out) throws IOException {
        smoothing.save(out);
        for (CurveRule rule : rules()) {
            rule.save(out);
        }
    }

    public void load(DataInput in) throws IOException {
        smoothing.load(in);
        for (CurveRule rule : rules()) {
            rule.load(in);
        }
    }

    private List<CurveRule> rules() {
        List<CurveRule> rules = new ArrayList<>(iterationRules);
        rules.addAll(epochRules);
        return rules;
    }

    static int iterations(double epochs, int iterationsPerEpoch) {
        return (int) Math.ceil(epochs * iterationsPerEpoch - 1e-9);
    }
}
