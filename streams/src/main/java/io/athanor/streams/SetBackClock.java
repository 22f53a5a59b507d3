package io.athanor.streams;

import io.athanor.contracts.clock.ClockGuard;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Ends the process when the wall clock was set back: its streams would take no record until the
/// clock is where it was. Whoever runs it starts it again. Streams that wait so do not end in order
/// either; what they had not committed is done again.
@ApplicationScoped
class SetBackClock {
    private static final Logger LOG = Logger.getLogger(SetBackClock.class);

    private static final long GRACE_SECONDS = 10;

    private final ClockGuard guard = new ClockGuard();

    void watch(@Observes StartupEvent started) {
        guard.watch(SetBackClock::end);
    }

    void close(@Observes ShutdownEvent stopping) {
        guard.close();
    }

    private static void end(Duration back) {
        LOG.errorf(
                "The wall clock was set back by %d s: this process ends, to be started again",
                back.toSeconds());
        Quarkus.asyncExit(1);
        CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(1));
    }
}
