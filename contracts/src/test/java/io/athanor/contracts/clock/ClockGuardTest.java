package io.athanor.contracts.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockGuardTest {
    private Instant wall = Instant.parse("2026-01-01T12:00:00Z");
    private long nanos = -5;
    private Duration stillBetweenReadings = Duration.ZERO;
    private final ClockGuard guard =
            new ClockGuard(
                    () -> {
                        Instant read = wall;
                        pass(stillBetweenReadings);
                        return read;
                    },
                    () -> {
                        long read = nanos;
                        pass(stillBetweenReadings);
                        return read;
                    });

    @Test
    void findsNothingWhileBothClocksGoOn() {
        pass(Duration.ofSeconds(1));
        assertThat(guard.setBack()).isZero();

        pass(Duration.ofDays(3));
        assertThat(guard.setBack()).isZero();
    }

    @Test
    void saysByHowMuchTheWallClockWasSetBackAndOnlyOnce() {
        pass(Duration.ofSeconds(1));
        wall = wall.minus(Duration.ofHours(1));

        assertThat(guard.setBack()).isEqualTo(Duration.ofHours(1));
        assertThat(guard.setBack()).isZero();
    }

    @Test
    void doesNotMindThatTheWallClockIsSetOn() {
        wall = wall.plus(Duration.ofHours(1));

        assertThat(guard.setBack()).isNegative();
    }

    @Test
    void isNotDeceivedByAProcessThatStandsStillBetweenTwoReadings() {
        stillBetweenReadings = Duration.ofSeconds(20);
        assertThat(guard.setBack()).isLessThanOrEqualTo(Duration.ZERO);
        assertThat(guard.setBack()).isLessThanOrEqualTo(Duration.ZERO);

        stillBetweenReadings = Duration.ZERO;
        assertThat(guard.setBack()).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void tellsOfWhatIsMoreThanAClientBears() throws InterruptedException {
        Iterator<Integer> seconds = List.of(60, 60, 55, -5).iterator();
        BlockingQueue<Duration> told = new LinkedBlockingQueue<>();
        try (ClockGuard watching =
                new ClockGuard(
                        () -> Instant.EPOCH.plusSeconds(seconds.hasNext() ? seconds.next() : 0),
                        () -> 0)) {
            watching.watch(Duration.ofMillis(1), told::add);

            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(Duration.ofSeconds(60));
        }
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }
}
