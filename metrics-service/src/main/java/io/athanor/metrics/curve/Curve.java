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
/// [#MOST_AHEAD] wait, the missing ones are given up as a gap. Epochs are judged in their order
/// too, each after its last iteration.
///
/// The curve of a newer attempt, or of a newer execution of the same that has not ended, replaces
/// this one from its first iteration on. The rules then go on from what they remembered at that
/// epoch's end, where that is one of the last [#MOST_MEMORIES]; otherwise they begin anew.
public final class Curve {
    /// Iterations that may wait for missing ones before them.
    static final int MOST_AHEAD = 500;

    /// Epochs that may wait for a missing one before them.
    static final int MOST_EPOCHS_AHEAD = 2;

    /// Ends of epochs to which the rules can go back.
    static final int MOST_MEMORIES = 3;

    /// An iteration that came before its predecessors.
    ///
    /// @param at when it was sent, in milliseconds since the epoch
    record Held(float loss, double learningRate, long at) {}

    CurveStarted started;
    CurveJudge judge;
    final Thinning thinning = new Thinning();
    final NavigableMap<Integer, EpochMeasurement> epochs = new TreeMap<>();
    final NavigableMap<Integer, Held> ahead = new TreeMap<>();

    /// What the rules remembered at the ends of the last epochs, by their last iterations.
    final NavigableMap<Integer, byte[]> memories = new TreeMap<>();

    /// Executions of this attempt that no longer count.
    final Set<ExecutionId> replaced = new LinkedHashSet<>();

    int next;
    int missing;
    int judgedEpoch;
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
        this.judgedEpoch = epochsBefore(started);
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
                    case EpochMeasured epoch when counts(epoch) -> fold(epoch.measurement(), at);
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

    /// Whether it is of the execution that counts.
    public boolean counts(TrialCurve message) {
        return message.attempt() == started.attempt()
                && message.execution().equals(started.execution());
    }

    private Folded restart(CurveStarted newer) {
        boolean known =
                newer.attempt() < started.attempt()
                        || (newer.attempt() == started.attempt()
                                && (isOver()
                                        || newer.execution().equals(started.execution())
                                        || replaced.contains(newer.execution())));
        if (known) {
            return Folded.NOTHING;
        }
        if (newer.attempt() == started.attempt()) {
            replaced.add(started.execution());
        } else {
            replaced.clear();
        }
        resumeJudge(newer);
        started = newer;
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

    /// Whether the attempt has come to an end that counts: who claims it once more, because the
    /// queue gave it out twice, will be told to stop.
    private boolean isOver() {
        return outcome != null && outcome != Outcome.RELEASED;
    }

    private static int epochsBefore(CurveStarted started) {
        return (started.firstIteration() - 1) / Math.max(1, started.iterationsPerEpoch());
    }

    private void resumeJudge(CurveStarted newer) {
        byte[] memory = memories.get(newer.firstIteration() - 1);
        memories.tailMap(newer.firstIteration(), true).clear();
        judge = judge(newer);
        boolean sameTask =
                newer.curveRules().equals(started.curveRules())
                        && newer.classes() == started.classes()
                        && newer.iterationsPerEpoch() == started.iterationsPerEpoch();
        if (memory != null && sameTask) {
            CurveFormat.restore(judge, memory);
            judge.resume();
        } else {
            memories.clear();
        }
        judgedEpoch = epochsBefore(newer);
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
                    && ahead.putIfAbsent(iteration, new Held(loss, record.learningRate(), at))
                            == null) {
                added++;
            }
        }
        takeWaiting(MOST_AHEAD);
        Optional<StopTrial> said = say(undecided, covers(record), at);
        double samples = count == 0 ? 0 : (double) record.samples() * added / count;
        return new Folded(added > 0, added, samples, 0, said);
    }

    private Folded fold(EpochMeasurement epoch, long at) {
        boolean undecided = stop == null;
        boolean added = epochs.putIfAbsent(epoch.epoch(), epoch) == null;
        judgeEpochs();
        boolean ledToStop =
                stop != null
                        && CurveJudge.JUDGE_EPOCHS.contains(stop.rule())
                        && stop.iteration() == epoch.iterations();
        return new Folded(added, 0, 0, added ? 1 : 0, say(undecided, ledToStop, at));
    }

    /// The stop, when it is new or the record that led to it came again.
    private Optional<StopTrial> say(boolean undecided, boolean ledToStop, long at) {
        if (stop == null || outcome != null) {
            return Optional.empty();
        }
        if (undecided) {
            stopDueAt = at;
        }
        return undecided || ledToStop
                ? Optional.of(
                        new StopTrial(
                                started.trial(), started.attempt(), started.execution(), stop))
                : Optional.empty();
    }

    private Folded end(CurveEnded ended) {
        if (outcome != null) {
            return Folded.NOTHING;
        }
        outcome = ended.outcome();
        takeWaiting(0);
        return Folded.CHANGED;
    }

    private void take(float loss, double rate, long at) {
        learningRate = rate;
        decide(judge.accept(next, loss, rate, at));
        thinning.add(next, loss, (float) judge.smoothed());
        next++;
        judgeEpochs();
    }

    private void decide(Optional<Stop> judged) {
        if (stop == null && outcome == null && judged.isPresent()) {
            stop = judged.get();
        }
    }

    /// Takes what waits and follows without a gap; while more than `most` wait, leaves gaps.
    private void takeWaiting(int most) {
        while (!ahead.isEmpty() && (ahead.firstKey() == next || ahead.size() > most)) {
            missing += ahead.firstKey() - next;
            next = ahead.firstKey();
            Held held = ahead.pollFirstEntry().getValue();
            take(held.loss(), held.learningRate(), held.at());
        }
    }

    /// Judges the epochs whose iterations have been, in order; while more than [#MOST_EPOCHS_AHEAD]
    /// wait for one that never came, goes on without it.
    private void judgeEpochs() {
        if (epochs.isEmpty() || epochs.lastKey() <= judgedEpoch) {
            return;
        }
        NavigableMap<Integer, EpochMeasurement> waiting = epochs.tailMap(judgedEpoch, false);
        while (!waiting.isEmpty()
                && waiting.firstEntry().getValue().iterations() < next
                && (waiting.firstKey() == judgedEpoch + 1 || waiting.size() > MOST_EPOCHS_AHEAD)) {
            EpochMeasurement epoch = waiting.firstEntry().getValue();
            decide(judge.accept(epoch));
            judgedEpoch = epoch.epoch();
            if (epoch.iterations() == next - 1) {
                remember(epoch);
            }
            waiting = epochs.tailMap(judgedEpoch, false);
        }
    }

    private void remember(EpochMeasurement epoch) {
        memories.put(epoch.iterations(), CurveFormat.bytes(judge));
        if (memories.size() > MOST_MEMORIES) {
            memories.pollFirstEntry();
        }
    }

    private boolean covers(IterationsCompleted record) {
        return stop != null
                && record.firstIteration() <= stop.iteration()
                && stop.iteration() < record.firstIteration() + record.losses().size();
    }
}
