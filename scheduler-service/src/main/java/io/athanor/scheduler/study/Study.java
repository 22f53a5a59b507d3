package io.athanor.scheduler.study;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Budget;
import io.athanor.contracts.EpochMeasurement;
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
import io.athanor.contracts.StudyRecord.BestTrial;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialEvent.EpochCompleted;
import io.athanor.contracts.TrialEvent.TrialStarted;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.search.History;
import io.athanor.scheduler.search.Sampler;
import io.athanor.scheduler.search.Seeds;
import io.athanor.scheduler.search.Suggestion;
import io.athanor.scheduler.space.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Progress progress;

    private Study(StudyRecord record, List<TrialRecord> earlier) {
        this.sampler = Sampler.of(record.spec());
        this.progress = new Progress(record, earlier);
    }

    /// The decision to create a study.
    public static StudyCreated create(StudyCommand.CreateStudy command, Instant at) {
        return new StudyCreated(
                command.study(),
                command.command(),
                command.spec(),
                command.points(),
                command.owner(),
                at);
    }

    /// @param earlier the trials of the study that it is to start from
    public static Study of(StudyCreated created, List<TrialRecord> earlier) {
        return new Study(Tally.newStudy(created), earlier);
    }

    /// The study as its records tell it.
    ///
    /// @param trials by number, none missing
    /// @param earlier the trials of the study that it is to start from
    public static Study of(
            StudyRecord record, List<TrialRecord> trials, List<TrialRecord> earlier) {
        Study study = new Study(record, earlier);
        trials.forEach(study.progress::load);
        return study;
    }

    /// What follows from what a person asked for.
    public List<StudyEvent> decide(StudyCommand command, Instant at) {
        if (record().state().isFinal() || record().commands().contains(command.command())) {
            return List.of();
        }
        return switch (command) {
            case StudyCommand.CreateStudy _ -> List.of();
            case StudyCommand.ChangeStudy change -> List.of(changed(change, at));
            case StudyCommand.CancelStudy _ -> cancelled(at);
            case StudyCommand.EnqueueTrial enqueue ->
                    trials() + progress.enqueued().size() * spec().repeats()
                                    < spec().budget().trials()
                            ? List.of(
                                    new PointEnqueued(id(), enqueue.command(), enqueue.point(), at))
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
                            : recorded(trial, completed.measurement(), at);
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

    private List<StudyEvent> recorded(Trial trial, EpochMeasurement epoch, Instant at) {
        List<StudyEvent> decisions = new ArrayList<>();
        decisions.add(new EpochRecorded(trial.id(), epoch, at));
        progress.judge(trial, epoch)
                .map(verdict -> verdict.toStop(spec().objective().direction(), epoch.iterations()))
                .ifPresent(stop -> decisions.add(stopRequested(trial, stop, at)));
        return decisions;
    }

    /// What the study does next of its own: it proposes a trial, closes, or does nothing for now.
    ///
    /// @param slots trainer slots that are ready, of all studies
    public List<StudyEvent> next(int slots, Instant at) {
        if (record().state().isFinal()) {
            // Its best trial may still train.
            return queuedAgain(at);
        }
        Optional<StudyClosed> early = Ending.of(record(), at);
        if (early.isPresent()) {
            return ended(early.get());
        }
        List<StudyEvent> again = queuedAgain(at);
        if (!again.isEmpty()) {
            return again;
        }
        boolean spent = trials() >= spec().budget().trials();
        int open = progress.count(TrialState.WAITING) + progress.count(TrialState.RUNNING);
        if (!spent && record().state() == StudyState.RUNNING && open < openLimit(slots)) {
            Optional<TrialProposed> proposal = repetition(at).or(() -> enqueued(at));
            if (proposal.isPresent()) {
                return queued(proposal.get());
            }
            switch (sampler.suggest(trials() + 1, progress.history())) {
                case Suggestion.Try(Point point, String stage) -> {
                    return queued(proposed(point, false, 0, stage, at));
                }
                case Suggestion.Wait _ -> {}
                case Suggestion.Exhausted _ -> spent = true;
            }
        }
        return spent && open == 0
                ? List.of(new StudyClosed(id(), StudyState.COMPLETED, null, at))
                : List.of();
    }

    /// The next attempt of each trial whose last one ended.
    private List<StudyEvent> queuedAgain(Instant at) {
        return record().state() == StudyState.PAUSED
                ? List.of()
                : progress.held().stream()
                        .<StudyEvent>map(
                                trial -> new TrialQueued(trial.id(), trial.attempt() + 1, at))
                        .toList();
    }

    /// The next trial of the last point, where that has not had all of its own.
    private Optional<TrialProposed> repetition(Instant at) {
        if (trials() == 0) {
            return Optional.empty();
        }
        Trial last = progress.trial(trials());
        int repetition = trials() - last.first() + 1;
        return repetition < spec().repeats()
                ? Optional.of(proposed(last.point(), false, repetition, last.stage(), at))
                : Optional.empty();
    }

    private Optional<TrialProposed> enqueued(Instant at) {
        return progress.enqueued().stream()
                .findFirst()
                .map(point -> proposed(point, true, 0, null, at));
    }

    /// Trials that may wait or run. One more waits for each slot where the study can keep them all
    /// busy, so that no trainer waits for a suggestion; where trainers are idle, the parallelism is
    /// the limit.
    private int openLimit(int slots) {
        int parallelism = spec().budget().parallelism();
        return slots > parallelism ? parallelism : Math.max(parallelism, 2 * slots);
    }

    private TrialProposed proposed(
            Point point, boolean byHand, int repetition, @Nullable String stage, Instant at) {
        int number = trials() + 1;
        return new TrialProposed(
                new TrialId(id(), number),
                point,
                Points.complete(spec().fixed(), point),
                byHand,
                Seeds.ofRepetition(spec().seed(), repetition),
                repetition == 0 ? null : number - repetition,
                stage,
                at);
    }

    private static List<StudyEvent> queued(TrialProposed proposed) {
        return List.of(proposed, new TrialQueued(proposed.trial(), 1, proposed.at()));
    }

    /// Stops all trials, but for the best one where that still trains.
    private List<StudyEvent> ended(StudyClosed closed) {
        BestTrial best = record().best();
        Stop stop = Stop.of(Stop.Rule.STUDY_OVER, "the study is over: " + closed.reason());
        List<StudyEvent> decisions = new ArrayList<>();
        for (Trial trial : progress.trials()) {
            if (best == null || !trial.id().equals(best.trial())) {
                stopped(trial, stop, closed.at()).ifPresent(decisions::add);
            }
        }
        decisions.add(closed);
        return decisions;
    }

    private StudyChanged changed(StudyCommand.ChangeStudy change, Instant at) {
        Budget budget = spec().budget();
        Budget changed =
                new Budget(
                        change.trials() == null
                                ? budget.trials()
                                : Math.max(change.trials(), trials() + progress.enqueued().size()),
                        budget.epochs(),
                        change.parallelism() == null ? budget.parallelism() : change.parallelism());
        boolean paused =
                change.paused() == null ? record().state() == StudyState.PAUSED : change.paused();
        return new StudyChanged(id(), change.command(), changed, paused, at);
    }

    private List<StudyEvent> cancelled(Instant at) {
        List<StudyEvent> decisions = new ArrayList<>();
        for (Trial trial : progress.trials()) {
            cancelled(trial, "the study was cancelled", at).ifPresent(decisions::add);
        }
        decisions.add(new StudyClosed(id(), StudyState.CANCELLED, null, at));
        return decisions;
    }

    private static Optional<StudyEvent> cancelled(Trial trial, String why, Instant at) {
        return stopped(trial, Stop.of(Stop.Rule.CANCELLED, why), at);
    }

    private static Optional<StudyEvent> stopped(Trial trial, Stop stop, Instant at) {
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
        if (record().state() == StudyState.PAUSED && trial.state() == TrialState.WAITING) {
            return handedBack(trial, started, at);
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

    /// A trial that was in the queue when its study was paused goes back: nobody trains it before
    /// the study goes on.
    private static List<StudyEvent> handedBack(Trial trial, TrialStarted started, Instant at) {
        Stop stop = Stop.of(Stop.Rule.SUPERSEDED, "the study is paused");
        StopRequested leave =
                new StopRequested(trial.id(), started.attempt(), started.execution(), stop, at);
        return trial.isHeld()
                ? List.of(leave)
                : List.of(
                        leave,
                        new AttemptEnded(
                                trial.id(),
                                trial.attempt(),
                                AttemptOutcome.RELEASED,
                                "the study is paused",
                                at));
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
                    case FAILED -> trial.ended(outcome) < spec().maxRetries() ? null : reason;
                };
        if (last != null) {
            return List.of(closed(trial, TrialState.FAILED, null, last, at));
        }
        return List.of(new AttemptEnded(trial.id(), trial.attempt(), outcome, reason, at));
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
        progress.apply(decision);
    }

    private Optional<Trial> trial(TrialId id) {
        return id.number() <= trials()
                ? Optional.of(progress.trial(id.number()))
                : Optional.empty();
    }

    private int trials() {
        return progress.trials().size();
    }

    private StudySpec spec() {
        return record().spec();
    }

    public StudyId id() {
        return record().id();
    }

    public StudyRecord record() {
        return progress.record();
    }

    public TrialRecord record(TrialId id) {
        return progress.trial(id.number()).toRecord();
    }

    /// What the sampler knows.
    public History history() {
        return progress.history();
    }

    /// Whether there is a trial of that number.
    public boolean has(TrialId trial) {
        return trial(trial).isPresent();
    }

    /// Whether a report is of the execution that its trial waits for.
    public boolean counts(TrialEvent event) {
        return trial(event.trial())
                .filter(trial -> trial.isRunning(event.attempt(), event.execution()))
                .isPresent();
    }

    /// The trials that a trainer works on, or should.
    public List<TrialId> running() {
        return progress.trials().stream()
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .map(Trial::id)
                .toList();
    }

    /// The trials that are not over.
    public List<TrialId> open() {
        return progress.trials().stream()
                .filter(trial -> !trial.state().isFinal())
                .map(Trial::id)
                .toList();
    }

    /// What a trainer needs for that attempt.
    public StartTrial start(TrialQueued queued) {
        Trial trial = progress.trial(queued.trial().number());
        return new StartTrial(
                queued.trial(),
                queued.attempt(),
                spec().dataset(),
                spec().budget().epochs(),
                trial.seed(),
                trial.hyperparameters(),
                spec().curveRules());
    }
}
