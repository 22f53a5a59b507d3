package io.athanor.launcher.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A study as the API gives it, as far as the command line shows it.
///
/// @param trials the number of trials in each state; states without trials may be absent
/// @param stops the number of trials that each rule stopped
/// @param epochsSaved epochs that stopped trials did not train
/// @param reason why it ended before its budget was spent
/// @param createdAt ISO 8601, as [Instant] reads it
public record Study(
        String id,
        String state,
        Spec spec,
        Map<String, Integer> trials,
        Map<String, Integer> stops,
        @Nullable Best best,
        int epochsTrained,
        int epochsSaved,
        @Nullable String reason,
        String createdAt,
        @Nullable String closedAt) {
    private static final List<String> FINAL =
            List.of("completed", "stopped", "infeasible", "failed");

    public Study {
        trials = trials == null ? Map.of() : Map.copyOf(trials);
        stops = stops == null ? Map.of() : Map.copyOf(stops);
    }

    /// How long it has been going, or went.
    public Duration age(InstantSource clock) {
        Instant end = closedAt == null ? clock.instant() : Instant.parse(closedAt);
        Duration age = Duration.between(Instant.parse(createdAt), end);
        return age.isNegative() ? Duration.ZERO : age;
    }

    public boolean isOver() {
        return isCompleted() || state.equals("cancelled") || state.equals("failed");
    }

    public boolean isCompleted() {
        return state.equals("completed");
    }

    /// The number of trials in any state.
    public int trialsProposed() {
        return trials.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int trialsIn(String trialState) {
        return trials.getOrDefault(trialState, 0);
    }

    /// The number of trials in a final state.
    public int trialsOver() {
        return FINAL.stream().mapToInt(this::trialsIn).sum();
    }

    public record Spec(String dataset, Objective objective, Budget budget) {}

    public record Budget(int trials, int epochs, int parallelism) {}

    public record Best(String trial, double objective) {}

    /// @param metric `test_accuracy` and its like
    /// @param direction `maximize` or `minimize`
    public record Objective(String metric, String direction) {
        public boolean isAccuracy() {
            return metric.endsWith("accuracy");
        }

        public boolean maximizes() {
            return direction.equals("maximize");
        }
    }
}
