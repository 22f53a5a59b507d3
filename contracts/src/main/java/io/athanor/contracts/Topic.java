package io.athanor.contracts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Every topic of the system, with what must be true of it for the services to be right.
public enum Topic {
    /// What people asked for, keyed by study: [StudyCommand].
    STUDY_COMMANDS("study-commands", Duration.ofDays(30)),
    /// What the scheduler decided, keyed by study: [StudyEvent].
    STUDY_LOG("study-log", Duration.ofDays(90)),
    /// The state of each study, keyed by study: [StudyRecord]. Compacted.
    STUDIES("studies", null),
    /// The state of each trial, keyed by [TrialRecord#key]: [TrialRecord]. Compacted.
    TRIALS("trials", null),
    /// The work queue, keyed by trial: [StartTrial]. Kept longer than a trial may wait. One
    /// partition, read by a share group: with more, a trainer that trains would block the
    /// partitions that the group assigned to it alone.
    TRIAL_QUEUE("trial-queue", Duration.ofDays(90)),
    /// What trainers report of a trial's life, keyed by study: [TrialEvent].
    TRIAL_EVENTS("trial-events", Duration.ofDays(30)),
    /// What a trial measures, in order, keyed by trial: [TrialCurve].
    TRIAL_CURVES("trial-curves", Duration.ofDays(7)),
    /// Requests to stop, keyed by trial: [StopTrial].
    TRIAL_STOPS("trial-stops", Duration.ofDays(1)),
    /// Seconds on the scheduler's own clock, keyed by scheduler: [ClockTicked]. They come through
    /// the broker so that an outage, or a scheduler that is behind, lets no time pass.
    SCHEDULER_CLOCK("scheduler-clock", Duration.ofHours(1));

    /// How long records are kept that could not be read.
    public static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

    /// A study's records are in the same partition of each of these, which one task reads.
    private static final Set<Topic> TOGETHER =
            EnumSet.of(STUDY_COMMANDS, TRIAL_EVENTS, SCHEDULER_CLOCK);

    private final String topicName;
    private final @Nullable Duration retention;

    Topic(String topicName, @Nullable Duration retention) {
        this.topicName = topicName;
        this.retention = retention;
    }

    public String topicName() {
        return topicName;
    }

    /// Where a record of this topic goes that cannot be read.
    public String deadLetterName() {
        return topicName + "-dead-letter";
    }

    /// How long records are kept; empty for a compacted topic.
    public Optional<Duration> retention() {
        return Optional.ofNullable(retention);
    }

    /// Partitions of this topic where the others have `partitions`.
    public int partitions(int partitions) {
        return this == TRIAL_QUEUE ? 1 : partitions;
    }

    /// What is wrong with the topics that a service needs, a sentence each.
    ///
    /// @param needed names of topics, those of dead letters included
    /// @param partitions how many each of them has; those that are missing are absent
    public static List<String> faults(Collection<String> needed, Map<String, Integer> partitions) {
        List<String> faults = new ArrayList<>();
        for (String name : needed) {
            if (!partitions.containsKey(name)) {
                faults.add("topic %s is missing".formatted(name));
            }
        }
        Integer queue = partitions.get(TRIAL_QUEUE.topicName);
        if (queue != null && queue != 1) {
            faults.add(
                    "topic %s has %d partitions, and must have 1"
                            .formatted(TRIAL_QUEUE.topicName, queue));
        }
        List<Topic> together =
                TOGETHER.stream().filter(t -> partitions.containsKey(t.topicName)).toList();
        if (together.stream().map(t -> partitions.get(t.topicName)).distinct().count() > 1) {
            faults.add(
                    together.stream()
                            .map(t ->
                                    "%s has %d".formatted(t.topicName, partitions.get(t.topicName)))
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "topics must have as many partitions as each other: ",
                                            "")));
        }
        return faults;
    }
}
