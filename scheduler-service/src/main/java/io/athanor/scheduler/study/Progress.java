package io.athanor.scheduler.study;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.pruning.Pruner;
import io.athanor.scheduler.pruning.Standings;
import io.athanor.scheduler.pruning.Verdict;
import io.athanor.scheduler.search.History;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where a study has come to: what its decisions, applied in order, led to.
final class Progress {
    private final List<Trial> trials = new ArrayList<>();
    private final Tally tally;
    private final Map<Integer, Trial> held = new TreeMap<>();
    private final List<Point> enqueued;
    private final History history;
    private final Pruner pruner;
    private final Standings standings;
    private StudyRecord record;

    /// @param earlier trials that the sampler knows, of the study that this one is to start from
    Progress(StudyRecord record, List<TrialRecord> earlier) {
        this.record = record;
        this.enqueued = new ArrayList<>(record.enqueued());
        this.tally = new Tally(record);
        this.history = History.of(record.spec());
        this.pruner = Pruner.of(record.id(), record.spec());
        this.standings = new Standings(pruner);
        for (int i = 0; i < earlier.size(); i++) {
            Outcomes.learn(history, i - earlier.size(), new Trial(earlier.get(i), goal()), goal());
        }
    }

    /// Takes over a trial as its record tells it.
    void load(TrialRecord loaded) {
        Trial trial = new Trial(loaded, goal());
        add(trial);
        for (int epoch = 1; epoch <= trial.epochs(); epoch++) {
            if (counts(trial, epoch)) {
                standings.record(trial.id().number(), curve(trial, epoch));
            }
        }
        if (trial.isHeld()) {
            held.put(trial.id().number(), trial);
        }
        if (trial.state().isFinal()) {
            end(trial);
        }
    }

    /// The only way in which a study changes.
    void apply(StudyEvent decision) {
        switch (decision) {
            case StudyEvent.StudyCreated _ -> {}
            case StudyEvent.StudyChanged changed -> {
                tally.change(changed);
                tally.carriedOut(changed.command());
            }
            case StudyEvent.PointEnqueued added -> {
                enqueued.add(added.point());
                tally.carriedOut(added.command());
            }
            case StudyEvent.NothingSuggested _ -> tally.nothingSuggested();
            case TrialProposed proposed -> {
                if (proposed.enqueued() && proposed.repeats() == null) {
                    enqueued.removeFirst();
                }
                add(new Trial(proposed));
                tally.proposed();
            }
            case StudyEvent.StudyClosed closed -> tally.close(closed);
            case StudyEvent.TrialDecision about -> {
                Trial trial = trial(about.trial().number());
                tally.leave(trial.state());
                apply(about, trial);
                tally.enter(trial.state());
                if (record.spec().repeats() == 1) {
                    tally.compare(trial, trials);
                }
            }
        }
        record = tally.toRecord(enqueued);
    }

    private void apply(StudyEvent.TrialDecision decision, Trial trial) {
        switch (decision) {
            case TrialProposed _ -> {}
            case StudyEvent.TrialQueued queued -> {
                trial.queue(queued.attempt());
                held.remove(trial.id().number());
            }
            case StudyEvent.TrialClaimed claimed -> {
                for (int epoch = trial.epochs(); epoch > claimed.resumedFromEpoch(); epoch--) {
                    if (counts(trial, epoch)) {
                        standings.takeBack(trial.id().number(), curve(trial, epoch));
                    }
                }
                trial.claim(claimed, goal());
            }
            case StudyEvent.PreparationRecorded made -> trial.prepare(made.preparation());
            case StudyEvent.EpochRecorded epoch -> {
                trial.record(epoch.measurement(), goal());
                if (counts(trial, trial.epochs())) {
                    standings.record(trial.id().number(), curve(trial, trial.epochs()));
                }
            }
            case StudyEvent.StopRequested asked -> {
                if (asked.execution().equals(trial.execution())
                        && asked.stop().rule() != Stop.Rule.SUPERSEDED) {
                    trial.askToStop(asked.stop());
                }
            }
            case StudyEvent.AttemptEnded ended -> {
                trial.endAttempt(ended);
                held.put(trial.id().number(), trial);
                tally.ended(ended.outcome());
            }
            case StudyEvent.TrialClosed closed -> {
                trial.close(closed);
                held.remove(trial.id().number());
                tally.closed(trial);
                end(trial);
                if (record.spec().repeats() > 1 && isOver(point(trial))) {
                    Outcomes.mean(point(trial))
                            .ifPresent(mean ->
                                    tally.compareMean(
                                            new TrialId(record.id(), trial.first()), mean));
                }
            }
        }
    }

    private void add(Trial trial) {
        trials.add(trial);
        if (trial.first() == trial.id().number()) {
            history.propose(trial.id().number(), trial.point(), trial.stage());
        }
    }

    private void end(Trial trial) {
        if (trial.state() == TrialState.COMPLETED) {
            standings.complete(trial.id().number(), curve(trial, trial.epochs()));
        }
        List<Trial> point = point(trial);
        if (isOver(point)) {
            Outcomes.of(point, goal())
                    .ifPresentOrElse(
                            told ->
                                    history.end(
                                            trial.first(),
                                            told.outcome(),
                                            told.value(),
                                            told.epochs(),
                                            told.gap()),
                            () -> history.forget(trial.first()));
        }
    }

    /// All trials of a trial's point.
    private List<Trial> point(Trial trial) {
        int first = trial.first() - 1;
        return trials.subList(first, Math.min(first + record.spec().repeats(), trials.size()));
    }

    private boolean isOver(List<Trial> point) {
        return point.size() == record.spec().repeats()
                && point.stream().allMatch(trial -> trial.state().isFinal());
    }

    /// Whether others are compared with that epoch: not with those that a trial trains on after it
    /// was found worse than others.
    private static boolean counts(Trial trial, int epoch) {
        Stop stop = trial.stop();
        return stop == null
                || !stop.rule().prunes()
                || trial.measurements().get(epoch - 1).iterations() <= stop.iteration();
    }

    /// Whether a trial that has one epoch more is worse than others.
    Optional<Verdict> judge(Trial trial, EpochMeasurement epoch) {
        if (trial.stop() != null || epoch.epoch() >= record.spec().budget().epochs()) {
            return Optional.empty();
        }
        List<Double> curve = new ArrayList<>(curve(trial, trial.epochs()));
        curve.add(turned(epoch));
        return pruner.judge(trial.id().number(), curve, standings);
    }

    private List<Double> curve(Trial trial, int epochs) {
        return trial.measurements().subList(0, epochs).stream().map(this::turned).toList();
    }

    private double turned(EpochMeasurement epoch) {
        double value = goal().of(epoch);
        return goal().direction() == Objective.Direction.MINIMIZE ? value : -value;
    }

    private Objective goal() {
        return record.spec().objective();
    }

    StudyRecord record() {
        return record;
    }

    History history() {
        return history;
    }

    List<Point> enqueued() {
        return enqueued;
    }

    /// The trials that wait for their next attempt to be queued, by number.
    Collection<Trial> held() {
        return held.values();
    }

    List<Trial> trials() {
        return trials;
    }

    /// How many trials there are.
    int proposed() {
        return trials.size();
    }

    Trial trial(int number) {
        return trials.get(number - 1);
    }

    /// The trial, where there is one of that number.
    Optional<Trial> trial(TrialId id) {
        return id.number() <= trials.size() ? Optional.of(trial(id.number())) : Optional.empty();
    }

    StudySpec spec() {
        return record.spec();
    }
}
