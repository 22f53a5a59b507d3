package io.athanor.metrics.http;

/// Says which of one listener's looks at a curve are worth sending: those that found something, and
/// one after each long silence.
final class Heartbeat {
    private final long silence;
    private long looks;

    /// @param silence looks without news that nothing is sent for
    Heartbeat(long silence) {
        this.silence = silence;
    }

    boolean isDue(boolean foundNothing) {
        looks++;
        if (foundNothing && looks < silence) {
            return false;
        }
        looks = 0;
        return true;
    }
}
