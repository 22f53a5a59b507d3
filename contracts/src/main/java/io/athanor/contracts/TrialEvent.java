package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// Topic `trial-events`: what trainers report of a trial's life. Any of them renews the attempt's
/// lease.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(TrialEvent.TrialStarted.class),
    @JsonSubTypes.Type(TrialEvent.TrialPrepared.class),
    @JsonSubTypes.Type(TrialEvent.TrialHeartbeat.class),
    @JsonSubTypes.Type(TrialEvent.EpochCompleted.class),
    @JsonSubTypes.Type(TrialEvent.CheckpointSaved.class),
    @JsonSubTypes.Type(TrialEvent.TrialCompleted.class),
    @JsonSubTypes.Type(TrialEvent.TrialStopped.class),
    @JsonSubTypes.Type(TrialEvent.TrialInfeasible.class),
    @JsonSubTypes.Type(TrialEvent.TrialFailed.class),
    @JsonSubTypes.Type(TrialEvent.TrialReleased.class)
})
public sealed interface TrialEvent {
    TrialId trial();

    int attempt();

    ExecutionId execution();

    /// The trainer has claimed the attempt and is about to train it.
    ///
    /// @param device as people name it: `cpu`, `gpu:0`
    /// @param resumedFromEpoch the last epoch that a checkpoint held; 0 when it starts over
    @JsonTypeName("trial-started")
    record TrialStarted(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            TrainerId trainer,
            String device,
            int resumedFromEpoch)
            implements TrialEvent {}

    /// The data are there and the network stands; training begins.
    @JsonTypeName("trial-prepared")
    record TrialPrepared(
            TrialId trial, @Required int attempt, ExecutionId execution, Preparation preparation)
            implements TrialEvent {}

    /// The attempt is alive.
    ///
    /// @param iterations done so far
    @JsonTypeName("trial-heartbeat")
    record TrialHeartbeat(
            TrialId trial, @Required int attempt, ExecutionId execution, int iterations)
            implements TrialEvent {}

    @JsonTypeName("epoch-completed")
    record EpochCompleted(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            EpochMeasurement measurement)
            implements TrialEvent {}

    /// A later attempt can go on from here.
    @JsonTypeName("checkpoint-saved")
    record CheckpointSaved(
            TrialId trial, @Required int attempt, ExecutionId execution, int epoch, int iterations)
            implements TrialEvent {}

    /// All epochs are trained.
    @JsonTypeName("trial-completed")
    record TrialCompleted(TrialId trial, @Required int attempt, ExecutionId execution)
            implements TrialEvent {}

    /// The trial did as it was asked.
    ///
    /// @param iterations done when its loop stopped
    @JsonTypeName("trial-stopped")
    record TrialStopped(
            TrialId trial, @Required int attempt, ExecutionId execution, int iterations, Stop stop)
            implements TrialEvent {}

    /// The point cannot be trained: a loss that is not finite, a network that does not fit the
    /// images, a device without the memory. Another attempt would end the same way.
    @JsonTypeName("trial-infeasible")
    record TrialInfeasible(
            TrialId trial, @Required int attempt, ExecutionId execution, String reason)
            implements TrialEvent {}

    /// Something broke that is not the point's fault.
    @JsonTypeName("trial-failed")
    record TrialFailed(TrialId trial, @Required int attempt, ExecutionId execution, String reason)
            implements TrialEvent {}

    /// The trainer was told to leave and hands the trial back. Not a failure.
    @JsonTypeName("trial-released")
    record TrialReleased(
            TrialId trial, @Required int attempt, ExecutionId execution, int iterations)
            implements TrialEvent {}
}
