package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `study-log`: what the scheduler decided. A study and its trials are what these, applied in
/// order, lead to.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudyEvent.StudyCreated.class, name = "study-created"),
    @JsonSubTypes.Type(value = StudyEvent.StudyChanged.class, name = "study-changed"),
    @JsonSubTypes.Type(value = StudyEvent.PointEnqueued.class, name = "point-enqueued"),
    @JsonSubTypes.Type(value = StudyEvent.TrialProposed.class, name = "trial-proposed"),
    @JsonSubTypes.Type(value = StudyEvent.TrialQueued.class, name = "trial-queued"),
    @JsonSubTypes.Type(value = StudyEvent.TrialClaimed.class, name = "trial-claimed"),
    @JsonSubTypes.Type(value = StudyEvent.EpochRecorded.class, name = "epoch-recorded"),
    @JsonSubTypes.Type(value = StudyEvent.StopRequested.class, name = "stop-requested"),
    @JsonSubTypes.Type(value = StudyEvent.AttemptEnded.class, name = "attempt-ended"),
    @JsonSubTypes.Type(value = StudyEvent.TrialClosed.class, name = "trial-closed"),
    @JsonSubTypes.Type(value = StudyEvent.StudyClosed.class, name = "study-closed")
})
public sealed interface StudyEvent {
    StudyId study();

    /// When it was decided, by the clock of the record that led to it.
    Instant at();

    record StudyCreated(
            StudyId study, String command, StudySpec spec, List<Point> points, Instant at)
            implements StudyEvent {
        public StudyCreated {
            points = List.copyOf(points);
        }
    }

    record StudyChanged(StudyId study, Budget budget, boolean paused, Instant at)
            implements StudyEvent {}

    record PointEnqueued(StudyId study, Point point, Instant at) implements StudyEvent {}

    /// @param enqueued whether a person proposed it; else the sampler
    record TrialProposed(
            TrialId trial,
            Point point,
            Hyperparameters hyperparameters,
            boolean enqueued,
            Instant at)
            implements TrialDecision {}

    /// An attempt is in the queue.
    record TrialQueued(TrialId trial, int attempt, Instant at) implements TrialDecision {}

    /// An execution of the current attempt counts from now on.
    record TrialClaimed(
            TrialId trial,
            int attempt,
            ExecutionId execution,
            TrainerId trainer,
            String device,
            int resumedFromEpoch,
            Instant at)
            implements TrialDecision {}

    record EpochRecorded(TrialId trial, EpochMeasurement measurement, Instant at)
            implements TrialDecision {}

    /// An execution is asked to stop: the trial's current one, or one that no longer counts.
    record StopRequested(TrialId trial, int attempt, ExecutionId execution, Stop stop, Instant at)
            implements TrialDecision {}

    /// The current attempt is over and another will follow.
    record AttemptEnded(
            TrialId trial, int attempt, AttemptOutcome outcome, @Nullable String reason, Instant at)
            implements TrialDecision {}

    /// The trial's one final state.
    record TrialClosed(
            TrialId trial,
            TrialState state,
            @Nullable Stop stop,
            @Nullable String reason,
            Instant at)
            implements TrialDecision {}

    record StudyClosed(StudyId study, StudyState state, Instant at) implements StudyEvent {}

    /// A decision about one trial.
    sealed interface TrialDecision extends StudyEvent {
        TrialId trial();

        @Override
        default StudyId study() {
            return trial().study();
        }
    }
}
