package io.athanor.chaos;

import java.time.Duration;

/// Lets time pass: between two faults, and between two looks at what does not tell by itself.
final class Pause {
    private Pause() {}

    static void of(long millis) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(millis));
    }
}
