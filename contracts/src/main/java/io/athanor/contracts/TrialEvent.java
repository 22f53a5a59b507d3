package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Topic `trial-events`: what trainers report of a trial's life. Any of them renews the attempt's
/// lease.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrialEvent.TrialStarted.class, name = "trial-started"),
    @JsonSubTypes.Type(value = TrialEvent.TrialHeartbeat.class, name = "trial-heartbeat"),
    @JsonSubTypes.Type(value = TrialEvent.EpochCompleted.class, name = "epoch-completed"),
    @JsonSubTypes.Type(value = TrialEvent.CheckpointSaved.class, name = "checkpoint-saved"),
    @JsonSubTypes.Type(value = TrialEvent.TrialCompleted.class, name = "trial-completed"),
    @JsonSubTypes.Type(value = TrialEvent.TrialStopped.class, name = "trial-stopped"),
    @JsonSubTypes.Type(value = TrialEvent.TrialInfeasible.class, name = "trial-infeasible"),
    @JsonSubTypes.Type(value = TrialEvent.TrialFailed.class, name = "trial-failed"),
    @JsonSubTypes.Type(value = TrialEvent.TrialReleased.class, name = "trial-released")
})
public sealed interface TrialEvent {
    TrialId trial();

    int attempt();

    ExecutionId execution();

    /// The trainer has claimed the attempt and is about to train it.
    ///
    /// @param device as people name it: `cpu`, `gpu:0`
    /// @param resumedFromEpoch the last epoch that a checkpoint held; 0 when it starts over
    record TrialStarted(
            TrialId trial,
            int attempt,
            ExecutionId execution,
            TrainerId trainer,
            String device,
            int resumedFromEpoch)
            implements TrialEvent {}

    /// The attempt is alive.
    ///
    /// @param iterations done so far
    record TrialHeartbeat(TrialId trial, int attempt, ExecutionId execution, int iterations)
            implements TrialEvent {}

    record EpochCompleted(
            TrialId trial, int attempt, ExecutionId execution, EpochMeasurement measurement)
            implements TrialEvent {}

    /// A later attempt can go on from here.
    record CheckpointSaved(
            TrialId trial, int attempt, ExecutionId execution, int epoch, int iterations)
            implements TrialEvent {}

    /// All epochs are trained.
    record TrialCompleted(TrialId trial, int attempt, ExecutionId execution)
            implements TrialEvent {}

    /// The trial did as it was asked.
    ///
    /// @param iterations done when its loop stopped
    record TrialStopped(
            TrialId trial, int attempt, ExecutionId execution, int iterations, Stop stop)
            implements TrialEvent {}

    /// The point cannot be trained: a loss that is not finite, a network that does not fit the
    /// images, a device without the memory. Another attempt would end the same way.
    record TrialInfeasible(TrialId trial, int attempt, ExecutionId execution, String reason)
            implements TrialEvent {}

    /// Something broke that is not the point's fault.
    record TrialFailed(TrialId trial, int attempt, ExecutionId execution, String reason)
            implements TrialEvent {}

    /// The trainer was told to leave and hands the trial back. Not a failure.
    record TrialReleased(TrialId trial, int attempt, ExecutionId execution, int iterations)
            implements TrialEvent {}
}
