package io.athanor.trainer.training;

import java.util.SplittableRandom;

/// All randomness of a trial: a function of (seed, purpose, step) and of nothing else, so that a
/// trial gives the same numbers whatever runs beside it and wherever it starts from.
record Seeds(long seed) {

    /// What random numbers are for.
    enum Purpose {
        WEIGHTS,
        /// Steps are epochs.
        ORDER,
        /// Steps are iterations.
        DROPOUT
    }

    long of(Purpose purpose, long step) {
        return mix(mix(mix(seed) + purpose.ordinal()) + step);
    }

    SplittableRandom random(Purpose purpose, long step) {
        return new SplittableRandom(of(purpose, step));
    }

    /// A random order of `count` images.
    long[] order(int epoch, int count) {
        SplittableRandom random = random(Purpose.ORDER, epoch);
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /// SplitMix64's step: neighbouring values come out unrelated.
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
