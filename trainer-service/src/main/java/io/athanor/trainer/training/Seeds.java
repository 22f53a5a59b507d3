package io.athanor.trainer.training;

import java.util.SplittableRandom;

/// All randomness of a trial: a function of (seed, purpose, step) and of nothing else, so that a
/// trial gives the same numbers whatever runs beside it and wherever it starts from.
record Seeds(long seed) {

    /// What random numbers are for. The salts are part of every trial's numbers.
    enum Purpose {
        WEIGHTS(0),
        /// Steps are epochs.
        ORDER(1),
        /// Steps are iterations.
        DROPOUT(2),
        /// Steps are iterations.
        AUGMENTATION(3),
        /// Which part of the training images is used.
        FRACTION(4),
        /// Which training images are held out.
        VALIDATION(5);

        private final int salt;

        Purpose(int salt) {
            this.salt = salt;
        }
    }

    long of(Purpose purpose, long step) {
        return mix(mix(mix(seed) + purpose.salt) + step);
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
