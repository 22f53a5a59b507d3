package io.athanor.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `trials`: everything known of a trial.
///
/// @param attempt the current one, or the last; counts from 1
/// @param point what the sampler or a person proposed
/// @param hyperparameters the point with the study's fixed values and the defaults filled in
/// @param seed of its weights, order and dropout
/// @param repeats the number of the first trial with the same point, where this one repeats it
/// @param stage of the guided sampler that proposed it
/// @param execution the one that counts; null while waiting
/// @param preparation what its trainer made of it; null before it began to train
/// @param objective the best epoch's value so far; null before the first epoch, or where none is
///   finite
/// @param epochs of the current attempt, in order; of the one before while it waits
/// @param stop why it was stopped, or is asked to stop while it still runs
/// @param reason why it is infeasible or failed
/// @param endedAttempts the attempts before the current one, in order
/// @param startedAt when the first attempt began to train
/// @param attemptStartedAt when the current attempt did, or the last; null while waiting
public record TrialRecord(
        TrialId id,
        TrialState state,
        int attempt,
        Point point,
        Hyperparameters hyperparameters,
        long seed,
        @Nullable Integer repeats,
        @Nullable String stage,
        @Nullable ExecutionId execution,
        @Nullable TrainerId trainer,
        @Nullable String device,
        @Nullable Preparation preparation,
        @Nullable Double objective,
        List<EpochMeasurement> epochs,
        @Nullable Stop stop,
        @Nullable String reason,
        List<EndedAttempt> endedAttempts,
        Instant proposedAt,
        @Nullable Instant startedAt,
        @Nullable Instant attemptStartedAt,
        @Nullable Instant endedAt) {

    public TrialRecord {
        epochs = List.copyOf(epochs);
        endedAttempts = List.copyOf(endedAttempts);
    }

    public TrialRecord withEpochs(List<EpochMeasurement> others) {
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
                others,
                stop,
                reason,
                endedAttempts,
                proposedAt,
                startedAt,
                attemptStartedAt,
                endedAt);
    }

    /// An attempt that was followed by another.
    ///
    /// @param trainer null, as are device and startedAt, where no trainer had begun it
    public record EndedAttempt(
            int attempt,
            AttemptOutcome outcome,
            @Nullable TrainerId trainer,
            @Nullable String device,
            @Nullable String reason,
            @Nullable Instant startedAt,
            Instant endedAt) {}

    /// The key of this record: the trials of a study sort by number, and their keys share the
    /// prefix that [#keyPrefix] gives.
    public String key() {
        return key(id);
    }

    public static String key(TrialId id) {
        return keyPrefix(id.study()) + digits(id.number());
    }

    /// A number below 10^9 with all nine digits: such texts sort as the numbers do.
    public static String digits(int number) {
        return Integer.toString(1_000_000_000 + number).substring(1);
    }

    public static String keyPrefix(StudyId study) {
        return study + "/";
    }
}
