package io.athanor.contracts;

import org.jspecify.annotations.Nullable;

/// What ends a study before its budget is spent; null means nothing of that kind.
///
/// @param target the objective's value that is good enough
/// @param noImprovement trials that end one after the other without a better objective
/// @param maxFailedTrials more trials than that have failed: the study fails
public record EndWhen(
        @Nullable Double target,
        @Nullable Integer noImprovement,
        @Nullable Integer maxFailedTrials) {
    public static final EndWhen NEVER = new EndWhen(null, null, null);
}
