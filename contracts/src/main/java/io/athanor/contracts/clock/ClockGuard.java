package io.athanor.contracts.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Notices that somebody set the wall clock back. Kafka's clients count by it and never backwards:
/// they would wait until it is where it was. Only a new process begins to count anew.
///
/// It depends on nothing but the JDK, and waits for nothing: whatever else of the process waits, it
/// looks.
public final class ClockGuard implements AutoCloseable {
    /// What a client may wait: its heartbeats come 3 seconds apart, its sessions last 10.
    public static final Duration BEARABLE = Duration.ofSeconds(5);

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("clock-guard").factory());
    private Instant shown;
    private long readBy;

    /// Looks at the system's clocks.
    public ClockGuard() {
        this(InstantSource.system(), System::nanoTime);
    }

    /// @param nanoTime a clock that nobody sets, in nanoseconds
    ClockGuard(InstantSource wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.shown = wall.instant();
        this.readBy = nanoTime.getAsLong();
    }

    /// Looks each second. Tells `listener`, once, by how much the clock was set back, if that is
    /// more than [#BEARABLE].
    public void watch(Consumer<Duration> listener) {
        watch(Duration.ofSeconds(1), listener);
    }

    void watch(Duration every, Consumer<Duration> listener) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> {
                            Duration back = setBack();
                            if (back.compareTo(BEARABLE) > 0) {
                                timer.shutdown();
                                listener.accept(back);
                            }
                        },
                        every.toMillis(),
                        every.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /// By how much the wall clock was at least set back since the last look; zero or less where it
    /// was not. A process that stood still between two readings looks like one whose clock was set
    /// on, never back.
    Duration setBack() {
        long before = nanoTime.getAsLong();
        Instant now = wall.instant();
        Duration passed = Duration.ofNanos(before - readBy);
        Duration back = passed.minus(Duration.between(shown, now));
        shown = now;
        readBy = nanoTime.getAsLong();
        return back;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
