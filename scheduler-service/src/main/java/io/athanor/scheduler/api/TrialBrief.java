package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.athanor.contracts.Stop;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialRecord.EndedAttempt;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A trial in a tenth of the space: what a table or a chart of thousands needs.
///
/// @param values of the hyperparameters that its point sets
/// @param epochs that it has measured
/// @param rule that stopped it, or asks it to stop
/// @param earlier attempts that a trainer began; absent where there were none
/// @param mean objective of all trials of its point; absent where each point has one trial
@Schema(title = "TrialBrief")
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrialBrief(
        TrialId id,
        int number,
        TrialState state,
        int attempt,
        Map<String, Object> values,
        @Nullable Double objective,
        @Nullable Double mean,
        int epochs,
        Stop.@Nullable Rule rule,
        @Nullable String stage,
        @Nullable TrainerId trainer,
        @Nullable String device,
        Instant proposedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EndedAttempt> earlier,
        @Nullable Instant startedAt,
        @Nullable Instant attemptStartedAt,
        @Nullable Instant endedAt) {

    static TrialBrief of(TrialRecord trial, @Nullable Double mean) {
        Stop stop = trial.stop();
        return new TrialBrief(
                trial.id(),
                trial.id().number(),
                trial.state(),
                trial.attempt(),
                trial.point().values(),
                trial.objective(),
                mean,
                trial.epochs().size(),
                stop == null ? null : stop.rule(),
                trial.stage(),
                trial.trainer(),
                trial.device(),
                trial.proposedAt(),
                trial.endedAttempts().stream().filter(one -> one.startedAt() != null).toList(),
                trial.startedAt(),
                trial.attemptStartedAt(),
                trial.endedAt());
    }

    /// By which it is ranked.
    @JsonProperty
    @Nullable Double rank() {
        return mean == null ? objective : mean;
    }
}
