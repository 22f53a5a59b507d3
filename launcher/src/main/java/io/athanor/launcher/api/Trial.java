package io.athanor.launcher.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A trial as the API gives it, as far as the command line shows it.
///
/// @param objective null until the first epoch has measured it
/// @param point the hyperparameters that the study varies
public record Trial(
        String id,
        String study,
        int number,
        String state,
        int attempt,
        Map<String, Object> point,
        Map<String, Object> hyperparameters,
        @Nullable String trainer,
        @Nullable Double objective,
        List<Epoch> epochs,
        @Nullable Stop stop,
        @Nullable String reason,
        List<EndedAttempt> endedAttempts) {

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

    public record Stop(String rule, int iteration, String message) {}

    public record EndedAttempt(
            int attempt, String outcome, @Nullable String trainer, @Nullable String reason) {}
}
