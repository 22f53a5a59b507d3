package io.athanor.scheduler.study;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.EpochRecorded;
import io.athanor.contracts.StudyEvent.PreparationRecorded;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialEvent.EpochCompleted;
import io.athanor.contracts.TrialEvent.TrialStarted;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What follows from a trainer's report, or from its silence.
record OnReport(Progress study) {
    /// Attempts that may be lost before the trial itself is taken to be what kills its trainers.
    static final int MAX_LOST = 10;

    /// A report that was seen before changes nothing; one of an execution that no longer counts is
    /// answered with a request to stop.
    List<StudyEvent> decide(TrialEvent event, Instant at) {
        Optional<Trial> found = study.trial(event.trial());
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
                    List.of(TrialEnd.closed(trial, TrialState.COMPLETED, null, null, at));
            case TrialEvent.TrialStopped(_, _, _, _, Stop stop) ->
                    List.of(TrialEnd.closed(trial, stateAfter(stop), stop, null, at));
            case TrialEvent.TrialInfeasible infeasible ->
                    List.of(
                            TrialEnd.closed(
                                    trial, TrialState.INFEASIBLE, null, infeasible.reason(), at));
            case TrialEvent.TrialFailed failed ->
                    ended(trial, AttemptOutcome.FAILED, failed.reason(), at);
            case TrialEvent.TrialReleased _ -> ended(trial, AttemptOutcome.RELEASED, null, at);
        };
    }

    List<StudyEvent> decideLost(TrialId id, Instant at) {
        return study.trial(id)
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .map(trial -> ended(trial, AttemptOutcome.LOST, null, at))
                .orElse(List.of());
    }

    private List<StudyEvent> started(Trial trial, TrialStarted started, Instant at) {
        if (started.execution().equals(trial.execution())) {
            return List.of();
        }
        if (trial.state().isFinal() || started.attempt() != trial.attempt()) {
            return List.of(TrialEnd.superseded(started, at));
        }
        if (study.record().state() == StudyState.PAUSED && trial.state() == TrialState.WAITING) {
            return handedBack(trial, started, at);
        }
        List<StudyEvent> decisions = new ArrayList<>();
        ExecutionId former = trial.execution();
        if (former != null) {
            decisions.add(TrialEnd.superseded(started.trial(), started.attempt(), former, at));
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
        String why = "the study is paused";
        StopRequested leave =
                new StopRequested(
                        trial.id(),
                        started.attempt(),
                        started.execution(),
                        Stop.of(Stop.Rule.SUPERSEDED, why),
                        at);
        return trial.isHeld()
                ? List.of(leave)
                : List.of(
                        leave,
                        new AttemptEnded(
                                trial.id(), trial.attempt(), AttemptOutcome.RELEASED, why, at));
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
                ? List.of(TrialEnd.superseded(event, at))
                : List.of();
    }

    private List<StudyEvent> recorded(Trial trial, EpochMeasurement epoch, Instant at) {
        List<StudyEvent> decisions = new ArrayList<>();
        decisions.add(new EpochRecorded(trial.id(), epoch, at));
        study.judge(trial, epoch)
                .map(verdict ->
                        verdict.toStop(study.spec().objective().direction(), epoch.iterations()))
                .ifPresent(stop -> decisions.add(TrialEnd.stopRequested(trial, stop, at)));
        return decisions;
    }

    /// The end of an attempt: another follows, unless that was the last that the trial may have.
    private List<StudyEvent> ended(
            Trial trial, AttemptOutcome outcome, @Nullable String reason, Instant at) {
        Stop asked = trial.stop();
        if (asked != null) {
            return List.of(TrialEnd.closed(trial, TrialState.STOPPED, asked, null, at));
        }
        String last =
                switch (outcome) {
                    case RELEASED -> null;
                    case LOST ->
                            trial.ended(outcome) + 1 < MAX_LOST
                                    ? null
                                    : "its trainer was lost %d times".formatted(MAX_LOST);
                    case FAILED -> trial.ended(outcome) < study.spec().maxRetries() ? null : reason;
                };
        return last == null
                ? List.of(new AttemptEnded(trial.id(), trial.attempt(), outcome, reason, at))
                : List.of(TrialEnd.closed(trial, TrialState.FAILED, null, last, at));
    }

    private static TrialState stateAfter(Stop stop) {
        return stop.rule() == Stop.Rule.NON_FINITE ? TrialState.INFEASIBLE : TrialState.STOPPED;
    }
}
