package io.athanor.scheduler.search;

/// Derives independent seeds, so that what trial 7 draws does not depend on what trial 6 drew.
public final class Seeds {
    private static final int NOT_IN_JSON = 11;

    private Seeds() {}

    /// The seed of a point's repetition, from 0: the first has the study's own. A number that JSON
    /// readers take as it is: below 2^53.
    public static long ofRepetition(long seed, int repetition) {
        return repetition == 0 ? seed : of(seed, repetition) >>> NOT_IN_JSON;
    }

    /// The finaliser of MurmurHash3 (64 bit), as in [java.util.SplittableRandom].
    static long of(long seed, long number) {
        long mixed = seed ^ (number * 0x9E3779B97F4A7C15L);
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
