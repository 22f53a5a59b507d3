package io.athanor.contracts;

import java.time.Duration;
import java.util.Optional;
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
}
