package io.athanor.metrics.curve;

import io.athanor.contracts.StopTrial;
import java.util.Optional;

/// What a record added to a curve.
///
/// @param changed false where the record said nothing new, or nothing that counts
/// @param iterations that were not known before
/// @param samples that those iterations trained on
/// @param epochs that were not known before
/// @param stop to be said to the trainer; again, where the record that led to it came again
public record Folded(
        boolean changed, int iterations, double samples, int epochs, Optional<StopTrial> stop) {
    static final Folded NOTHING = new Folded(false, 0, 0, 0, Optional.empty());
    static final Folded CHANGED = new Folded(true, 0, 0, 0, Optional.empty());
}
