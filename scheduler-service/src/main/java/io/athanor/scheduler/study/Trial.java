package io.athanor.scheduler.study;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialRecord.EndedAttempt;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial as its study sees it. Changes only by the study's decisions.
final class Trial {
    private final TrialId id;
    private final Point point;
    private final Hyperparameters hyperparameters;
    private final long seed;
    private final @Nullable Integer repeats;
    private final @Nullable String stage;
    private final Instant proposedAt;
    private final List<EpochMeasurement> epochs = new ArrayList<>();
    private final List<EndedAttempt> endedAttempts = new ArrayList<>();
    private TrialState state = TrialState.WAITING;
    private int attempt;
    private @Nullable ExecutionId execution;
    private @Nullable TrainerId trainer;
    private @Nullable String device;
    private @Nullable Preparation preparation;
    private @Nullable Double objective;
    private @Nullable Stop stop;
    private @Nullable String reason;
    private @Nullable Instant startedAt;
    private @Nullable Instant attemptStartedAt;
    private @Nullable Instant endedAt;

    Trial(TrialProposed proposed) {
        id = proposed.trial();
        point = proposed.point();
        hyperparameters = proposed.hyperparameters();
        seed = proposed.seed();
        repeats = proposed.repeats();
        stage = proposed.stage();
        proposedAt = proposed.at();
    }

    /// @param trial whose objective may be that of an earlier epoch than its last
    Trial(TrialRecord trial, Objective goal) {
        id = trial.id();
        point = trial.point();
        hyperparameters = trial.hyperparameters();
        seed = trial.seed();
        repeats = trial.repeats();
        stage = trial.stage();
        proposedAt = trial.proposedAt();
        trial.epochs().forEach(epoch -> record(epoch, goal));
        endedAttempts.addAll(trial.endedAttempts());
        state = trial.state();
        attempt = trial.attempt();
        execution = trial.execution();
        trainer = trial.trainer();
        device = trial.device();
        preparation = trial.preparation();
        stop = trial.stop();
        reason = trial.reason();
        startedAt = trial.startedAt();
        attemptStartedAt = trial.attemptStartedAt();
        endedAt = trial.endedAt();
    }

    TrialRecord toRecord() {
        return new TrialRecord(
                id,
                state,
                attempt,
                point,
                hyperparameters,
                seed,
                repeats,
                stage,
                execution,
                trainer,
                device,
                preparation,
                objective,
                epochs,
                stop,
                reason,
                endedAttempts,
                proposedAt,
                startedAt,
                attemptStartedAt,
                endedAt);
    }

    void queue(int next) {
        attempt = next;
    }

    void claim(TrialClaimed claimed, Objective goal) {
        state = TrialState.RUNNING;
        execution = claimed.execution();
        trainer = claimed.trainer();
        device = claimed.device();
        startedAt = startedAt == null ? claimed.at() : startedAt;
        attemptStartedAt = claimed.at();
        epochs.removeIf(epoch -> epoch.epoch() > claimed.resumedFromEpoch());
        objective = null;
        epochs.forEach(epoch -> improve(goal.of(epoch), goal));
    }

    void prepare(Preparation made) {
        preparation = made;
    }

    void record(EpochMeasurement epoch, Objective goal) {
        epochs.add(epoch);
        improve(goal.of(epoch), goal);
    }

    private void improve(double value, Objective goal) {
        if (Double.isFinite(value) && (objective == null || goal.better(value, objective))) {
            objective = value;
        }
    }

    void askToStop(Stop asked) {
        stop = asked;
    }

    void endAttempt(AttemptEnded ended) {
        endedAttempts.add(
                new EndedAttempt(
                        attempt,
                        ended.outcome(),
                        trainer,
                        device,
                        ended.reason(),
                        attemptStartedAt,
                        ended.at()));
        state = TrialState.WAITING;
        execution = null;
        trainer = null;
        device = null;
        attemptStartedAt = null;
    }

    /// Whether it waits for its next attempt to be queued.
    boolean isHeld() {
        return state == TrialState.WAITING
                && !endedAttempts.isEmpty()
                && endedAttempts.getLast().attempt() == attempt;
    }

    void close(TrialClosed closed) {
        state = closed.state();
        stop = closed.stop();
        reason = closed.reason();
        endedAt = closed.at();
    }

    /// Whether a report counts: it is of the execution that the study waits for.
    boolean isRunning(int reportedAttempt, ExecutionId reportedExecution) {
        return state == TrialState.RUNNING
                && attempt == reportedAttempt
                && reportedExecution.equals(execution);
    }

    /// Whether that execution was this trial's last one.
    boolean endedAs(ExecutionId reportedExecution) {
        return state.isFinal() && reportedExecution.equals(execution);
    }

    boolean hasEpoch(int epoch) {
        return !epochs.isEmpty() && epochs.getLast().epoch() >= epoch;
    }

    long ended(AttemptOutcome outcome) {
        return endedAttempts.stream().filter(ended -> ended.outcome() == outcome).count();
    }

    TrialId id() {
        return id;
    }

    Point point() {
        return point;
    }

    Hyperparameters hyperparameters() {
        return hyperparameters;
    }

    long seed() {
        return seed;
    }

    /// The number of the first trial of its point: its own, where it repeats none.
    int first() {
        return repeats == null ? id.number() : repeats;
    }

    @Nullable String stage() {
        return stage;
    }

    List<EpochMeasurement> measurements() {
        return Collections.unmodifiableList(epochs);
    }

    TrialState state() {
        return state;
    }

    int attempt() {
        return attempt;
    }

    @Nullable ExecutionId execution() {
        return execution;
    }

    @Nullable Double objective() {
        return objective;
    }

    int epochs() {
        return epochs.size();
    }

    @Nullable Stop stop() {
        return stop;
    }
}
