package io.athanor.scheduler.study;

import java.util.Arrays;

/// How the trainer slots are shared between the studies: equally, but that nobody gets more than it
/// can use, and what one leaves the others have (max-min fairness).
///
/// @param slots trainer slots, of all studies
/// @param level the most that a study may have of them; as many as `slots` where there is enough
///   for all
public record Shares(int slots, double level) {
    /// Where this many of a study's slots train, one more trial waits. One for each slot would be
    /// as fair while all trials last alike; where they do not, those that last gather in the slots,
    /// the more of them the more wait.
    private static final int SLOTS_FOR_EACH_AHEAD = 4;

    /// Fills the slots into the demands as water into vessels, to one level.
    ///
    /// @param slots trainer slots that are ready
    /// @param demands slots that each study could use
    public static Shares of(int slots, int... demands) {
        int[] rising = demands.clone();
        Arrays.sort(rising);
        double left = slots;
        for (int i = 0; i < rising.length; i++) {
            double level = left / (rising.length - i);
            if (rising[i] > level) {
                return new Shares(slots, level);
            }
            left -= rising[i];
        }
        return new Shares(slots, slots);
    }

    /// The trials of a study that may wait or run. Some more than its share, so that no trainer
    /// waits for a suggestion, and few enough that the others' trials come soon: the queue is first
    /// come, first served. A study that has all slots has a trial ahead for each; where slots are
    /// idle, the parallelism is the limit.
    ///
    /// @param demand slots that it could use
    int open(int parallelism, int demand) {
        if (slots == 0) {
            return 1; // So that the first trainer finds a trial.
        }
        int most = slots > parallelism ? parallelism : 2 * slots;
        if (level >= slots) {
            return most;
        }
        double share = Math.min(demand, level);
        return Math.min(most, (int) (share + Math.max(1, share / SLOTS_FOR_EACH_AHEAD)));
    }
}
