package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `study-log`: what the scheduler decided. A study and its trials are what these, applied in
/// order, lead to.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(StudyEvent.StudyCreated.class),
    @JsonSubTypes.Type(StudyEvent.StudyChanged.class),
    @JsonSubTypes.Type(StudyEvent.PointEnqueued.class),
    @JsonSubTypes.Type(StudyEvent.NothingSuggested.class),
    @JsonSubTypes.Type(StudyEvent.TrialProposed.class),
    @JsonSubTypes.Type(StudyEvent.TrialQueued.class),
    @JsonSubTypes.Type(StudyEvent.TrialClaimed.class),
    @JsonSubTypes.Type(StudyEvent.PreparationRecorded.class),
    @JsonSubTypes.Type(StudyEvent.EpochRecorded.class),
    @JsonSubTypes.Type(StudyEvent.StopRequested.class),
    @JsonSubTypes.Type(StudyEvent.AttemptEnded.class),
    @JsonSubTypes.Type(StudyEvent.TrialClosed.class),
    @JsonSubTypes.Type(StudyEvent.StudyClosed.class)
})
public sealed interface StudyEvent {
    StudyId study();

    /// When it was decided, by the clock of the record that led to it.
    Instant at();

    /// @param owner who asked for it; null where nobody had to say who they are
    @JsonTypeName("study-created")
    record StudyCreated(
            StudyId study,
            String command,
            StudySpec spec,
            List<Point> points,
            @Nullable String owner,
            Instant at)
            implements StudyEvent {
        public StudyCreated {
            points = List.copyOf(points);
        }
    }

    /// @param command what asked for it
    @JsonTypeName("study-changed")
    record StudyChanged(StudyId study, String command, Budget budget, boolean paused, Instant at)
            implements StudyEvent {}

    /// @param command what asked for it
    @JsonTypeName("point-enqueued")
    record PointEnqueued(StudyId study, String command, Point point, Instant at)
            implements StudyEvent {}

    /// The sampler proposes nothing before another trial is proposed by hand, or ends.
    @JsonTypeName("nothing-suggested")
    record NothingSuggested(StudyId study, Instant at) implements StudyEvent {}

    /// @param enqueued whether a person proposed it; else the sampler
    /// @param seed of the trial: weights, order and dropout derive from it
    /// @param repeats the first trial of the same point, where this one repeats it
    /// @param stage of the guided sampler
    @JsonTypeName("trial-proposed")
    record TrialProposed(
            TrialId trial,
            Point point,
            Hyperparameters hyperparameters,
            boolean enqueued,
            long seed,
            @Nullable Integer repeats,
            @Nullable String stage,
            Instant at)
            implements TrialDecision {}

    /// An attempt is in the queue.
    @JsonTypeName("trial-queued")
    record TrialQueued(TrialId trial, int attempt, Instant at) implements TrialDecision {}

    /// An execution of the current attempt counts from now on.
    @JsonTypeName("trial-claimed")
    record TrialClaimed(
            TrialId trial,
            int attempt,
            ExecutionId execution,
            TrainerId trainer,
            String device,
            int resumedFromEpoch,
            Instant at)
            implements TrialDecision {}

    @JsonTypeName("preparation-recorded")
    record PreparationRecorded(TrialId trial, Preparation preparation, Instant at)
            implements TrialDecision {}

    @JsonTypeName("epoch-recorded")
    record EpochRecorded(TrialId trial, EpochMeasurement measurement, Instant at)
            implements TrialDecision {}

    /// An execution is asked to stop: the trial's current one, or one that no longer counts.
    @JsonTypeName("stop-requested")
    record StopRequested(TrialId trial, int attempt, ExecutionId execution, Stop stop, Instant at)
            implements TrialDecision {}

    /// The current attempt is over and another will follow.
    @JsonTypeName("attempt-ended")
    record AttemptEnded(
            TrialId trial, int attempt, AttemptOutcome outcome, @Nullable String reason, Instant at)
            implements TrialDecision {}

    /// The trial's one final state.
    @JsonTypeName("trial-closed")
    record TrialClosed(
            TrialId trial,
            TrialState state,
            @Nullable Stop stop,
            @Nullable String reason,
            Instant at)
            implements TrialDecision {}

    /// @param reason why it ended before its budget was spent
    @JsonTypeName("study-closed")
    record StudyClosed(StudyId study, StudyState state, @Nullable String reason, Instant at)
            implements StudyEvent {}

    /// A decision about one trial.
    sealed interface TrialDecision extends StudyEvent {
        TrialId trial();

        @Override
        default StudyId study() {
            return trial().study();
        }
    }
}
