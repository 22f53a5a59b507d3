package io.athanor.launcher.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A trial as the API gives it, as far as the command line shows it.
///
/// @param device that its trainer trains on
/// @param objective null until the first epoch has measured it
/// @param point the hyperparameters that the study varies
/// @param startedAt ISO 8601; null before the first attempt began to train
public record Trial(
        String id,
        String study,
        int number,
        String state,
        int attempt,
        Map<String, Object> point,
        Map<String, Object> hyperparameters,
        @Nullable String trainer,
        @Nullable String device,
        @Nullable Double objective,
        List<Epoch> epochs,
        @Nullable Stop stop,
        @Nullable String reason,
        List<EndedAttempt> endedAttempts,
        @Nullable String startedAt,
        @Nullable String endedAt) {

    public Trial {
        point = point == null ? Map.of() : point;
        hyperparameters = hyperparameters == null ? Map.of() : hyperparameters;
        epochs = epochs == null ? List.of() : List.copyOf(epochs);
        endedAttempts = endedAttempts == null ? List.of() : List.copyOf(endedAttempts);
    }

    public boolean isRunning() {
        return state.equals("running");
    }

    public boolean isOver() {
        return !isRunning() && !state.equals("waiting");
    }

    /// How long it has been training, or trained; zero before.
    public Duration age(InstantSource clock) {
        if (startedAt == null) {
            return Duration.ZERO;
        }
        Instant end = endedAt == null ? clock.instant() : Instant.parse(endedAt);
        Duration age = Duration.between(Instant.parse(startedAt), end);
        return age.isNegative() ? Duration.ZERO : age;
    }

    public @Nullable Epoch lastEpoch() {
        return epochs.isEmpty() ? null : epochs.getLast();
    }

    public record Epoch(
            int epoch,
            int iterations,
            double trainLoss,
            double trainAccuracy,
            double testLoss,
            double testAccuracy,
            double learningRate,
            double seconds) {}

    /// @param evidence the numbers that the rule saw and the thresholds it held them against
    public record Stop(String rule, int iteration, Map<String, Object> evidence, String message) {
        public Stop {
            evidence = evidence == null ? Map.of() : evidence;
        }
    }

    public record EndedAttempt(
            int attempt, String outcome, @Nullable String trainer, @Nullable String reason) {}
}
