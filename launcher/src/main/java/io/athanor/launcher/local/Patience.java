package io.athanor.launcher.local;

import java.time.Duration;

/// How long the launcher waits for a child.
///
/// @param start from its start until it is ready
/// @param starts in a row that may fail before the launcher gives up
/// @param pause before it is started again; doubles with each end that follows soon
/// @param longestPause where the doubling ends
/// @param settled a child that was up for so long has its ends forgotten
/// @param farewell between the request to end and the kill
record Patience(
        Duration start,
        int starts,
        Duration pause,
        Duration longestPause,
        Duration settled,
        Duration farewell) {
    static final Patience DEFAULT =
            new Patience(
                    Duration.ofSeconds(120),
                    3,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20));

    Duration pauseAfter(int ends) {
        Duration doubled = pause.multipliedBy(1L << Math.min(ends - 1, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
