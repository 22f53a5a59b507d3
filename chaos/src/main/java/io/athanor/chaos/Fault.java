package io.athanor.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Something that is done to the system.
///
/// @param at after the beginning
/// @param trainer whom it meets, from 0, where it meets a trainer
/// @param lasts until the process is started again, or goes on
record Fault(Duration at, Kind kind, int trainer, Duration lasts) {
    /// Longer than a trial's lease (15 s) and than a member's session in a consumer group (10 s).
    private static final Duration SUSPENSION = Duration.ofSeconds(20);

    enum Kind {
        KILL_TRAINER,
        KILL_SCHEDULER,
        KILL_METRICS,
        KILL_BROKER,
        SUSPEND_TRAINER,
        SUSPEND_SCHEDULER,
        SUSPEND_METRICS,
        SUSPEND_BROKER,
        /// All of them are asked to leave, and come back later.
        NO_TRAINERS;

        boolean isSuspension() {
            return name().startsWith("SUSPEND");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// What a seed stands for: every kind once, in an order of its own, then every kind again,
    /// until the time is over.
    ///
    /// @param gap the longest time between two faults; the shortest is a third of it
    static List<Fault> plan(long seed, Duration length, Duration gap, int trainers) {
        Random random = new Random(seed);
        List<Fault> plan = new ArrayList<>();
        Duration at = gap;
        List<Kind> kinds = new ArrayList<>();
        while (at.compareTo(length) <= 0) {
            if (kinds.isEmpty()) {
                kinds.addAll(List.of(Kind.values()));
                Collections.shuffle(kinds, random);
            }
            Kind kind = kinds.removeLast();
            Duration lasts =
                    kind.isSuspension() ? SUSPENSION : Duration.ofMillis(random.nextInt(300, 3000));
            plan.add(new Fault(at, kind, random.nextInt(trainers), lasts));
            at = at.plusMillis(random.nextLong(gap.toMillis() / 3, gap.toMillis()));
        }
        return plan;
    }
}
