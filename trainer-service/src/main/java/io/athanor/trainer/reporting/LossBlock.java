package io.athanor.trainer.reporting;

import io.athanor.contracts.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Losses of consecutive iterations that fit one record.
///
/// @param first the number of the first of them
/// @param samples images in these iterations
record LossBlock(int first, Losses losses, int samples) {
    /// A loss takes at most 16 bytes, and a broker takes a record of 1 MB.
    static final int MOST = 50_000;

    /// Blocks of at most `most` losses that are the same together.
    static List<LossBlock> split(int first, Losses losses, int samples, int most) {
        float[] all = losses.toArray();
        List<LossBlock> blocks = new ArrayList<>();
        for (int from = 0; from < all.length; from += most) {
            int to = Math.min(from + most, all.length);
            blocks.add(
                    new LossBlock(
                            first + from,
                            Losses.of(Arrays.copyOfRange(all, from, to)),
                            share(samples, to, all.length) - share(samples, from, all.length)));
        }
        return blocks;
    }

    private static int share(int samples, int part, int of) {
        return (int) ((long) samples * part / of);
    }
}
