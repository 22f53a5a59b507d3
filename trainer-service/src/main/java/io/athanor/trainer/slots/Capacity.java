package io.athanor.trainer.slots;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.OptionalInt;

/// How many trials the trainer trains at once, and with how many CPU threads each.
///
/// Where nothing is said, a CPU has a slot of one thread for each core: two such slots train more
/// trials an hour than one slot of two threads, see decision 16. A GPU has one slot, with all
/// cores. Where only one of the two is said, the cores are divided by it.
@Singleton
class Capacity {
    private final int slots;
    private final int threads;

    @Inject
    Capacity(TrainerConfig config) {
        this(config, Runtime.getRuntime().availableProcessors());
    }

    /// @throws IllegalArgumentException if there would be no slot, or none of its threads
    Capacity(TrainerConfig config, int cores) {
        boolean cpu = config.device().equals("cpu");
        check("slots", config.slots());
        check("threads", config.threads());
        slots = config.slots().orElse(cpu ? Math.max(1, cores / config.threads().orElse(1)) : 1);
        threads = config.threads().orElse(Math.max(1, cores / slots));
    }

    int slots() {
        return slots;
    }

    /// Of each slot.
    int threads() {
        return threads;
    }

    private static void check(String name, OptionalInt said) {
        if (said.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "athanor.trainer.%s %d: at least 1".formatted(name, said.getAsInt()));
        }
    }
}
