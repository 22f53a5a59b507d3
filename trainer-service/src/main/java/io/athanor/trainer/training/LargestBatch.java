package io.athanor.trainer.training;

import java.util.function.IntPredicate;

/// Looks for the largest batch that fits: doubles until one does not, then halves the gap, in
/// multiples of 16, and keeps a tenth as a margin.
///
/// @param images of the training: no batch is larger
/// @param fits tries a batch of that many images
record LargestBatch(int images, IntPredicate fits) {
    private static final int STEP = 16;

    /// @param first the smallest batch that will do
    /// @return 0 when not even that fits
    int from(int first) {
        int fitting = Math.min(first, images);
        if (!fits.test(fitting)) {
            return 0;
        }
        int failing = 0;
        while (failing == 0 && fitting < images) {
            int next = Math.min(Math.ceilDiv(2 * fitting, STEP) * STEP, images);
            if (fits.test(next)) {
                fitting = next;
            } else {
                failing = next;
            }
        }
        while (failing - fitting > STEP) {
            int middle = Math.max((fitting + failing) / 2 / STEP * STEP, fitting + 1);
            if (fits.test(middle)) {
                fitting = middle;
            } else {
                failing = middle;
            }
        }
        return failing == 0 ? fitting : Math.max(fitting * 9 / 10 / STEP * STEP, first);
    }
}
