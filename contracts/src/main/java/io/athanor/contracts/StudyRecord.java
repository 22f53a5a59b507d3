package io.athanor.contracts;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Topic `studies`: a study and what its trials add up to.
///
/// @param command the command that created it
/// @param trials the number of trials in each state; states without trials are absent
/// @param stops the number of trials that each rule stopped
/// @param attempts the number of attempts that ended each way and were followed by another
/// @param enqueued points that wait for their turn, in order
/// @param best the trial with the best objective so far; where points are repeated, the first trial
///   of the point with the best mean
/// @param sinceImproved trials that ended since the best objective last became better
/// @param epochsTrained epochs of the trials that are over
/// @param epochsSaved epochs that stopped trials did not train
/// @param commands the last commands that were carried out, the newest last
/// @param reason why it ended before its budget was spent
/// @param owner who created it, and may change it; null where nobody had to say who they are
public record StudyRecord(
        StudyId id,
        String command,
        StudyState state,
        StudySpec spec,
        Map<TrialState, Integer> trials,
        Map<Stop.Rule, Integer> stops,
        Map<AttemptOutcome, Integer> attempts,
        List<Point> enqueued,
        @Nullable BestTrial best,
        int sinceImproved,
        int epochsTrained,
        int epochsSaved,
        List<String> commands,
        @Nullable String reason,
        @Nullable String owner,
        Instant createdAt,
        @Nullable Instant closedAt) {

    public StudyRecord {
        trials = counts(TrialState.class, trials);
        stops = counts(Stop.Rule.class, stops);
        attempts = counts(AttemptOutcome.class, attempts);
        enqueued = List.copyOf(enqueued);
        commands = commands == null ? List.of() : List.copyOf(commands);
    }

    /// Waiting and running trials, as far as they may run at once: the trainers it has work for.
    /// While it is paused, those that run.
    public int wanted() {
        int running = trials.getOrDefault(TrialState.RUNNING, 0);
        int waiting = trials.getOrDefault(TrialState.WAITING, 0);
        int open = state == StudyState.PAUSED ? running : running + waiting;
        return Math.min(open, spec.budget().parallelism());
    }

    public record BestTrial(TrialId trial, double objective) {}

    private static <K extends Enum<K>> Map<K, Integer> counts(
            Class<K> type, Map<K, Integer> counts) {
        Map<K, Integer> copy = new EnumMap<>(type);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
