package io.athanor.metrics.curve;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.CurveEnded;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.contracts.TrialCurve.EpochMeasured;
import io.athanor.contracts.TrialCurve.IterationsCompleted;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialCurve.WeightsMeasured;
import io.athanor.metrics.rules.CurveJudge;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a trial has measured so far, in bounded space, and what the rules said of it.
///
/// First write wins by (attempt, iteration) and (attempt, epoch): records that come again or out of
/// order change nothing. Iterations that come early wait for those between; where more than
/// [#MOST_AHEAD] wait, the missing ones are given up as a gap. The curve of a newer attempt, or of
/// a newer execution of the same, replaces this one from its first iteration on, and the rules
/// begin anew.
public final class Curve {
    /// Iterations that may wait for missing ones before them.
    static final int MOST_AHEAD = 500;

    /// An iteration that came before its predecessors.
    record Held(float loss, double learningRate) {}

    CurveStarted started;
    CurveJudge judge;
    final Thinning thinning = new Thinning();
    final NavigableMap<Integer, EpochMeasurement> epochs = new TreeMap<>();
    final NavigableMap<Integer, Held> ahead = new TreeMap<>();

    /// Executions of this attempt that no longer count.
    final Set<ExecutionId> replaced = new LinkedHashSet<>();

    int next;
    int missing;
    double learningRate;
    @Nullable Stop stop;
    long stopDueAt;
    @Nullable Outcome outcome;
    long heardAt;

    /// @param at when the curve started, in milliseconds since the epoch
    public Curve(CurveStarted started, long at) {
        this.started = started;
        this.judge = judge(started);
        this.next = started.firstIteration();
        this.learningRate = started.hyperparameters().learningRate();
        this.heardAt = at;
    }

    /// Takes in the next record of the trial.
    ///
    /// @param at when it was sent, in milliseconds since the epoch
    public Folded apply(TrialCurve message, long at) {
        Folded folded =
                switch (message) {
                    case CurveStarted newer -> restart(newer);
                    case IterationsCompleted iterations when counts(iterations) ->
                            fold(iterations, at);
                    case EpochMeasured epoch when counts(epoch) -> fold(epoch.measurement());
                    case CurveEnded ended when counts(ended) -> end(ended);
                    case IterationsCompleted _, EpochMeasured _, CurveEnded _, WeightsMeasured _ ->
                            Folded.NOTHING;
                };
        if (folded.changed()) {
            heardAt = Math.max(heardAt, at);
        }
        return folded;
    }

    /// What the current execution said of itself.
    public CurveStarted started() {
        return started;
    }

    /// At most 2,000 losses, the extremes, the first and the last among them.
    public List<LossPoint> points() {
        return thinning.points();
    }

    /// The moving average that the rules judge, at most 1,000 points.
    public List<LossPoint> smoothed() {
        return thinning.smoothed();
    }

    public List<EpochMeasurement> epochs() {
        return List.copyOf(epochs.values());
    }

    public Optional<EpochMeasurement> lastEpoch() {
        return Optional.ofNullable(epochs.lastEntry()).map(Map.Entry::getValue);
    }

    /// The newest loss; NaN before the first.
    public float loss() {
        return thinning.last();
    }

    public double smoothedLoss() {
        return judge.smoothed();
    }

    public double learningRate() {
        return learningRate;
    }

    /// Iterations that never came.
    public int missing() {
        return missing;
    }

    public Optional<Stop> stop() {
        return Optional.ofNullable(stop);
    }

    /// When the record was sent that led to the stop, in milliseconds since the epoch.
    public long stopDueAt() {
        return stopDueAt;
    }

    /// How the current execution ended; empty while it goes on.
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /// When the newest record was sent, in milliseconds since the epoch.
    public long heardAt() {
        return heardAt;
    }

    static CurveJudge judge(CurveStarted started) {
        return new CurveJudge(
                started.curveRules(), started.classes(), started.iterationsPerEpoch());
    }

    private boolean counts(TrialCurve message) {
        return message.attempt() == started.attempt()
                && message.execution().equals(started.execution());
    }

    private Folded restart(CurveStarted newer) {
        boolean known =
                newer.attempt() < started.attempt()
                        || (newer.attempt() == started.attempt()
                                && (newer.execution().equals(started.execution())
                                        || replaced.contains(newer.execution())));
        if (known) {
            return Folded.NOTHING;
        }
        if (newer.attempt() == started.attempt()) {
            replaced.add(started.execution());
        } else {
            replaced.clear();
        }
        started = newer;
        judge = judge(newer);
        thinning.forgetFrom(newer.firstIteration());
        epochs.values().removeIf(epoch -> epoch.iterations() >= newer.firstIteration());
        ahead.clear();
        next = newer.firstIteration();
        missing = 0;
        learningRate = newer.hyperparameters().learningRate();
        stop = null;
        stopDueAt = 0;
        outcome = null;
        return Folded.CHANGED;
    }

    private Folded fold(IterationsCompleted record, long at) {
        boolean undecided = stop == null;
        int count = record.losses().size();
        int added = 0;
        for (int i = 0; i < count; i++) {
            int iteration = record.firstIteration() + i;
            float loss = record.losses().at(i);
            if (iteration == next) {
                take(loss, record.learningRate(), at);
                added++;
            } else if (iteration > next
                    && ahead.putIfAbsent(iteration, new Held(loss, record.learningRate()))
                            == null) {
                added++;
            }
        }
        takeWaiting(MOST_AHEAD, at);
        Optional<StopTrial> said =
                stop != null && outcome == null && (undecided || covers(record, stop.iteration()))
                        ? Optional.of(
                                new StopTrial(
                                        started.trial(),
                                        started.attempt(),
                                        started.execution(),
                                        stop))
                        : Optional.empty();
        double samples = count == 0 ? 0 : (double) record.samples() * added / count;
        return new Folded(added > 0, added, samples, 0, said);
    }

    private Folded fold(EpochMeasurement epoch) {
        return epochs.putIfAbsent(epoch.epoch(), epoch) == null ? Folded.EPOCH : Folded.NOTHING;
    }

    private Folded end(CurveEnded ended) {
        if (outcome != null) {
            return Folded.NOTHING;
        }
        outcome = ended.outcome();
        takeWaiting(0, heardAt);
        return Folded.CHANGED;
    }

    private void take(float loss, double rate, long at) {
        learningRate = rate;
        Optional<Stop> judged = judge.accept(next, loss, rate);
        if (stop == null && outcome == null && judged.isPresent()) {
            stop = judged.get();
            stopDueAt = at;
        }
        thinning.add(next, loss, (float) judge.smoothed());
        next++;
    }

    /// Takes what waits and follows without a gap; while more than `most` wait, leaves gaps.
    private void takeWaiting(int most, long at) {
        while (!ahead.isEmpty() && (ahead.firstKey() == next || ahead.size() > most)) {
            missing += ahead.firstKey() - next;
            next = ahead.firstKey();
            Held held = ahead.pollFirstEntry().getValue();
            take(held.loss(), held.learningRate(), at);
        }
    }

    private static boolean covers(IterationsCompleted record, int iteration) {
        return record.firstIteration() <= iteration
                && iteration < record.firstIteration() + record.losses().size();
    }
}
