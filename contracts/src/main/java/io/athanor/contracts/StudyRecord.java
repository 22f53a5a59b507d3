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
/// @param samplerWaits whether the sampler proposes nothing for now: not before another trial is
///   proposed by hand, or ends
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
        boolean samplerWaits,
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

    /// The trainer slots that it could use if it got all that it can: the trials that its budget
    /// leaves, or, while its sampler waits, those there are, as far as they may run at once. While
    /// it is paused or closed, the trials that are still to end.
    public int wanted() {
        int could =
                switch (state) {
                    case RUNNING -> samplerWaits ? known() : spec.budget().trials() - ended();
                    case PAUSED -> count(TrialState.RUNNING);
                    case COMPLETED, CANCELLED, FAILED -> open();
                };
        return Math.min(could, spec.budget().parallelism());
    }

    /// Whether nothing of it changes any more: it is closed, and so is each of its trials.
    public boolean over() {
        return state.isFinal() && open() == 0;
    }

    /// The trials that wait or run.
    public int open() {
        return count(TrialState.WAITING) + count(TrialState.RUNNING);
    }

    private int ended() {
        return proposed() - open();
    }

    /// All its trials so far.
    public int proposed() {
        return trials.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The trials that are open or need no sampler: those of enqueued points, and what is left of a
    /// point that is repeated.
    private int known() {
        int rest = Math.floorMod(-proposed(), spec.repeats());
        return Math.min(
                open() + rest + enqueued.size() * spec.repeats(), spec.budget().trials() - ended());
    }

    private int count(TrialState state) {
        return trials.getOrDefault(state, 0);
    }

    public record BestTrial(TrialId trial, double objective) {}

    private static <K extends Enum<K>> Map<K, Integer> counts(
            Class<K> type, Map<K, Integer> counts) {
        Map<K, Integer> copy = new EnumMap<>(type);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
