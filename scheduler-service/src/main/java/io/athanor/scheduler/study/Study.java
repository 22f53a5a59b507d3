package io.athanor.scheduler.study;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Budget;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Point;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.EpochRecorded;
import io.athanor.contracts.StudyEvent.PointEnqueued;
import io.athanor.contracts.StudyEvent.PreparationRecorded;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.StudyChanged;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyEvent.StudyCreated;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialEvent.EpochCompleted;
import io.athanor.contracts.TrialEvent.TrialStarted;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.search.Sampler;
import io.athanor.scheduler.space.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A study and its trials: decides what follows from what happened, and changes only by what was
/// decided. No clock, no randomness but the seed's, no I/O: the same decisions, applied in order,
/// lead to the same study.
///
/// Whoever holds it calls `decide…`, then [#next] until nothing follows, and applies and publishes
/// each decision.
public final class Study {
    /// Attempts that may be lost before the trial itself is taken to be what kills its trainers.
    static final int MAX_LOST = 10;

    private final Sampler sampler;
    private final List<Trial> trials = new ArrayList<>();
    private final Set<Point> tried = new HashSet<>();
    private final Tally tally;
    private final List<Point> enqueued;
    private StudyRecord record;

    private Study(StudyRecord record) {
        this.record = record;
        this.sampler = Sampler.of(record.spec());
        this.enqueued = new ArrayList<>(record.enqueued());
        this.tally = new Tally(record);
    }

    /// The decision to create a study.
    public static StudyCreated create(StudyCommand.CreateStudy command, Instant at) {
        return new StudyCreated(
                command.study(), command.command(), command.spec(), command.points(), at);
    }

    public static Study of(StudyCreated created) {
        return new Study(Tally.newStudy(created));
    }

    /// The study as its records tell it.
    ///
    /// @param trials by number, none missing
    public static Study of(StudyRecord record, List<TrialRecord> trials) {
        Study study = new Study(record);
        for (TrialRecord trial : trials) {
            study.add(new Trial(trial));
        }
        return study;
    }

    /// What follows from what a person asked for.
    public List<StudyEvent> decide(StudyCommand command, Instant at) {
        if (record.state().isFinal()) {
            return List.of();
        }
        return switch (command) {
            case StudyCommand.CreateStudy _ -> List.of();
            case StudyCommand.ChangeStudy change -> List.of(changed(change, at));
            case StudyCommand.CancelStudy _ -> cancelled(at);
            case StudyCommand.EnqueueTrial enqueue ->
                    trials.size() + enqueued.size() < record.spec().budget().trials()
                            ? List.of(new PointEnqueued(record.id(), enqueue.point(), at))
                            : List.of();
            case StudyCommand.CancelTrial cancel ->
                    trial(cancel.trial())
                            .flatMap(trial -> cancelled(trial, "the trial was stopped", at))
                            .map(List::<StudyEvent>of)
                            .orElse(List.of());
        };
    }

    /// What follows from a trainer's report. A report that was seen before changes nothing; one of
    /// an execution that no longer counts is answered with a request to stop.
    public List<StudyEvent> decide(TrialEvent event, Instant at) {
        Optional<Trial> found = trial(event.trial());
        if (found.isEmpty()) {
            return List.of();
        }
        Trial trial = found.get();
        if (event instanceof TrialStarted started) {
            return started(trial, started, at);
        }
        if (!trial.isRunning(event.attempt(), event.execution())) {
            return stale(trial, event, at);
        }
        return switch (event) {
            case TrialStarted _, TrialEvent.TrialHeartbeat _, TrialEvent.CheckpointSaved _ ->
                    List.of();
            case TrialEvent.TrialPrepared prepared ->
                    List.of(new PreparationRecorded(trial.id(), prepared.preparation(), at));
            case EpochCompleted completed ->
                    trial.hasEpoch(completed.measurement().epoch())
                            ? List.of()
                            : List.of(new EpochRecorded(trial.id(), completed.measurement(), at));
            case TrialEvent.TrialCompleted _ ->
                    List.of(closed(trial, TrialState.COMPLETED, null, null, at));
            case TrialEvent.TrialStopped stopped ->
                    List.of(closed(trial, stateAfter(stopped.stop()), stopped.stop(), null, at));
            case TrialEvent.TrialInfeasible infeasible ->
                    List.of(closed(trial, TrialState.INFEASIBLE, null, infeasible.reason(), at));
            case TrialEvent.TrialFailed failed ->
                    ended(trial, AttemptOutcome.FAILED, failed.reason(), at);
            case TrialEvent.TrialReleased _ -> ended(trial, AttemptOutcome.RELEASED, null, at);
        };
    }

    /// What follows when nothing was heard of a running trial for the length of the lease.
    public List<StudyEvent> decideLost(TrialId id, Instant at) {
        return trial(id)
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .map(trial -> ended(trial, AttemptOutcome.LOST, null, at))
                .orElse(List.of());
    }

    /// What the study does next of its own: it proposes a trial, closes, or does nothing for now.
    ///
    /// @param slots trainer slots that are ready, of all studies
    public List<StudyEvent> next(int slots, Instant at) {
        if (record.state().isFinal()) {
            return List.of();
        }
        boolean spent = trials.size() >= record.spec().budget().trials();
        int open = tally.count(TrialState.WAITING) + tally.count(TrialState.RUNNING);
        if (!spent && record.state() == StudyState.RUNNING && open < openLimit(slots)) {
            Optional<Point> point = enqueued.stream().findFirst().or(this::suggestion);
            if (point.isPresent()) {
                return proposed(point.get(), !enqueued.isEmpty(), at);
            }
            spent = sampler.ends();
        }
        return spent && open == 0
                ? List.of(new StudyClosed(record.id(), StudyState.COMPLETED, at))
                : List.of();
    }

    private Optional<Point> suggestion() {
        return sampler.suggest(trials.size() + 1, tried);
    }

    /// Trials that may wait or run. One more waits for each slot where the study can keep them all
    /// busy, so that no trainer waits for a suggestion; where trainers are idle, the parallelism is
    /// the limit.
    private int openLimit(int slots) {
        int parallelism = record.spec().budget().parallelism();
        return slots > parallelism ? parallelism : Math.max(parallelism, 2 * slots);
    }

    private List<StudyEvent> proposed(Point point, boolean byHand, Instant at) {
        TrialId id = new TrialId(record.id(), trials.size() + 1);
        var hyperparameters = Points.complete(record.spec().fixed(), point);
        return List.of(
                new TrialProposed(id, point, hyperparameters, byHand, at),
                new TrialQueued(id, 1, at));
    }

    private StudyChanged changed(StudyCommand.ChangeStudy change, Instant at) {
        Budget budget = record.spec().budget();
        Budget changed =
                new Budget(
                        change.trials() == null
                                ? budget.trials()
                                : Math.max(change.trials(), trials.size() + enqueued.size()),
                        budget.epochs(),
                        change.parallelism() == null ? budget.parallelism() : change.parallelism());
        boolean paused =
                change.paused() == null ? record.state() == StudyState.PAUSED : change.paused();
        return new StudyChanged(record.id(), changed, paused, at);
    }

    private List<StudyEvent> cancelled(Instant at) {
        List<StudyEvent> decisions = new ArrayList<>();
        for (Trial trial : trials) {
            cancelled(trial, "the study was cancelled", at).ifPresent(decisions::add);
        }
        decisions.add(new StudyClosed(record.id(), StudyState.CANCELLED, at));
        return decisions;
    }

    private Optional<StudyEvent> cancelled(Trial trial, String why, Instant at) {
        Stop stop = Stop.of(Stop.Rule.CANCELLED, why);
        return switch (trial.state()) {
            case WAITING -> Optional.of(closed(trial, TrialState.STOPPED, stop, null, at));
            case RUNNING ->
                    trial.stop() == null
                            ? Optional.of(stopRequested(trial, stop, at))
                            : Optional.empty();
            case COMPLETED, STOPPED, INFEASIBLE, FAILED -> Optional.empty();
        };
    }

    private List<StudyEvent> started(Trial trial, TrialStarted started, Instant at) {
        boolean same = started.execution().equals(trial.execution());
        if (same) {
            return List.of();
        }
        if (trial.state().isFinal() || started.attempt() != trial.attempt()) {
            return List.of(superseded(started, at));
        }
        List<StudyEvent> decisions = new ArrayList<>();
        ExecutionId former = trial.execution();
        if (former != null) {
            decisions.add(superseded(started.trial(), started.attempt(), former, at));
        }
        decisions.add(
                new TrialClaimed(
                        trial.id(),
                        started.attempt(),
                        started.execution(),
                        started.trainer(),
                        started.device(),
                        started.resumedFromEpoch(),
                        at));
        Stop asked = trial.stop();
        if (asked != null) {
            decisions.add(
                    new StopRequested(
                            trial.id(), started.attempt(), started.execution(), asked, at));
        }
        return decisions;
    }

    /// A trainer that still works on an execution that no longer counts is told so; one that
    /// reports its end, or the last words of the execution that ended the trial, is not.
    private static List<StudyEvent> stale(Trial trial, TrialEvent event, Instant at) {
        boolean working =
                switch (event) {
                    case TrialEvent.TrialPrepared _,
                            TrialEvent.TrialHeartbeat _,
                            EpochCompleted _,
                            TrialEvent.CheckpointSaved _ ->
                            true;
                    case TrialStarted _,
                            TrialEvent.TrialCompleted _,
                            TrialEvent.TrialStopped _,
                            TrialEvent.TrialInfeasible _,
                            TrialEvent.TrialFailed _,
                            TrialEvent.TrialReleased _ ->
                            false;
                };
        return working && !trial.endedAs(event.execution())
                ? List.of(superseded(event, at))
                : List.of();
    }

    private static StopRequested superseded(TrialEvent event, Instant at) {
        return superseded(event.trial(), event.attempt(), event.execution(), at);
    }

    private static StopRequested superseded(
            TrialId trial, int attempt, ExecutionId execution, Instant at) {
        return new StopRequested(
                trial,
                attempt,
                execution,
                Stop.of(Stop.Rule.SUPERSEDED, "another execution counts, or the trial is over"),
                at);
    }

    private static StopRequested stopRequested(Trial trial, Stop stop, Instant at) {
        ExecutionId execution = trial.execution();
        if (execution == null) {
            throw new IllegalStateException("trial %s runs nowhere".formatted(trial.id()));
        }
        return new StopRequested(trial.id(), trial.attempt(), execution, stop, at);
    }

    private List<StudyEvent> ended(
            Trial trial, AttemptOutcome outcome, @Nullable String reason, Instant at) {
        Stop asked = trial.stop();
        if (asked != null) {
            return List.of(closed(trial, TrialState.STOPPED, asked, null, at));
        }
        String last =
                switch (outcome) {
                    case RELEASED -> null;
                    case LOST ->
                            trial.ended(outcome) + 1 < MAX_LOST
                                    ? null
                                    : "its trainer was lost %d times".formatted(MAX_LOST);
                    case FAILED ->
                            trial.ended(outcome) < record.spec().maxRetries() ? null : reason;
                };
        if (last != null) {
            return List.of(closed(trial, TrialState.FAILED, null, last, at));
        }
        return List.of(
                new AttemptEnded(trial.id(), trial.attempt(), outcome, reason, at),
                new TrialQueued(trial.id(), trial.attempt() + 1, at));
    }

    private static TrialState stateAfter(Stop stop) {
        return stop.rule() == Stop.Rule.NON_FINITE ? TrialState.INFEASIBLE : TrialState.STOPPED;
    }

    private static TrialClosed closed(
            Trial trial,
            TrialState state,
            @Nullable Stop stop,
            @Nullable String reason,
            Instant at) {
        return new TrialClosed(trial.id(), state, stop, reason, at);
    }

    /// The only way in which a study changes.
    public void apply(StudyEvent decision) {
        switch (decision) {
            case StudyCreated _ -> {}
            case StudyChanged changed -> tally.change(changed);
            case PointEnqueued added -> enqueued.add(added.point());
            case TrialProposed proposed -> {
                if (proposed.enqueued()) {
                    enqueued.removeFirst();
                }
                add(new Trial(proposed));
                tally.enter(TrialState.WAITING);
            }
            case StudyClosed closed -> tally.close(closed);
            case StudyEvent.TrialDecision about -> {
                Trial trial = trials.get(about.trial().number() - 1);
                tally.leave(trial.state());
                apply(about, trial);
                tally.enter(trial.state());
                tally.compare(trial, trials);
            }
        }
        record = tally.toRecord(enqueued);
    }

    private void apply(StudyEvent.TrialDecision decision, Trial trial) {
        switch (decision) {
            case TrialProposed _ -> {}
            case TrialQueued queued -> trial.queue(queued.attempt());
            case TrialClaimed claimed -> trial.claim(claimed, record.spec().objective());
            case PreparationRecorded made -> trial.prepare(made.preparation());
            case EpochRecorded epoch ->
                    trial.record(epoch.measurement(), record.spec().objective());
            case StopRequested asked -> {
                if (asked.execution().equals(trial.execution())
                        && asked.stop().rule() != Stop.Rule.SUPERSEDED) {
                    trial.askToStop(asked.stop());
                }
            }
            case AttemptEnded ended -> {
                trial.endAttempt(ended);
                tally.ended(ended.outcome());
            }
            case TrialClosed closed -> {
                trial.close(closed);
                tally.closed(trial);
            }
        }
    }

    private void add(Trial trial) {
        trials.add(trial);
        tried.add(trial.point());
    }

    private Optional<Trial> trial(TrialId id) {
        return id.number() <= trials.size()
                ? Optional.of(trials.get(id.number() - 1))
                : Optional.empty();
    }

    public StudyId id() {
        return record.id();
    }

    public StudyRecord record() {
        return record;
    }

    public TrialRecord record(TrialId id) {
        return trials.get(id.number() - 1).toRecord();
    }

    /// Whether a report is of the execution that its trial waits for.
    public boolean counts(TrialEvent event) {
        return trial(event.trial())
                .filter(trial -> trial.isRunning(event.attempt(), event.execution()))
                .isPresent();
    }

    /// The trials that a trainer works on, or should.
    public List<TrialId> running() {
        return trials.stream()
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .map(Trial::id)
                .toList();
    }

    /// What a trainer needs for that attempt.
    public StartTrial start(TrialQueued queued) {
        return new StartTrial(
                queued.trial(),
                queued.attempt(),
                record.spec().dataset(),
                record.spec().budget().epochs(),
                record.spec().seed(),
                trials.get(queued.trial().number() - 1).hyperparameters(),
                record.spec().curveRules());
    }
}
