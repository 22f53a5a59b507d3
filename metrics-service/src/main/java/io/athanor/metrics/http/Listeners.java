package io.athanor.metrics.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts who listens to live losses, and refuses more than there is room for: each one reads its
/// trial's curve several times a second.
@ApplicationScoped
class Listeners {
    private final StreamsConfig config;
    private final AtomicInteger present = new AtomicInteger();

    Listeners(StreamsConfig config, MeterRegistry registry) {
        this.config = config;
        Gauge.builder("athanor_stream_listeners", present, AtomicInteger::get)
                .description("Who listens to live losses here")
                .register(registry);
    }

    /// @throws RefusedException where there is no room; else [#leave] must follow
    void enter() {
        int most = config.listeners();
        if (present.incrementAndGet() > most) {
            leave();
            throw new RefusedException(
                    Problem.of(
                            Status.SERVICE_UNAVAILABLE,
                            "%d listen to live losses already, as many as athanor.metrics.streams.listeners allows. Try again later, or ask for the losses now and then."
                                    .formatted(most),
                            List.of()));
        }
    }

    void leave() {
        present.decrementAndGet();
    }
}
