package io.athanor.scheduler.study;

import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The decisions that bring a trial, or an execution of it, to an end.
final class TrialEnd {
    private TrialEnd() {}

    static TrialClosed closed(
            Trial trial,
            TrialState state,
            @Nullable Stop stop,
            @Nullable String reason,
            Instant at) {
        return new TrialClosed(trial.id(), state, stop, reason, at);
    }

    /// Closes a trial that waits, and asks the trainer of one that runs to stop; once.
    static Optional<StudyEvent> stopped(Trial trial, Stop stop, Instant at) {
        return switch (trial.state()) {
            case WAITING -> Optional.of(closed(trial, TrialState.STOPPED, stop, null, at));
            case RUNNING ->
                    trial.stop() == null
                            ? Optional.of(stopRequested(trial, stop, at))
                            : Optional.empty();
            case COMPLETED, STOPPED, INFEASIBLE, FAILED -> Optional.empty();
        };
    }

    static StopRequested stopRequested(Trial trial, Stop stop, Instant at) {
        ExecutionId execution = trial.execution();
        if (execution == null) {
            throw new IllegalStateException("trial %s runs nowhere".formatted(trial.id()));
        }
        return new StopRequested(trial.id(), trial.attempt(), execution, stop, at);
    }

    static StopRequested superseded(TrialEvent event, Instant at) {
        return superseded(event.trial(), event.attempt(), event.execution(), at);
    }

    static StopRequested superseded(TrialId trial, int attempt, ExecutionId execution, Instant at) {
        return new StopRequested(
                trial,
                attempt,
                execution,
                Stop.of(Stop.Rule.SUPERSEDED, "another execution counts, or the trial is over"),
                at);
    }
}
