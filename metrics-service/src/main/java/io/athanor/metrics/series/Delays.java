package io.athanor.metrics.series;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// How far behind the service is, and how long a stop takes.
@ApplicationScoped
public class Delays {
    private final Timer lag;
    private final Timer stop;

    Delays(MeterRegistry registry) {
        lag =
                timer(
                        registry,
                        "athanor_event_lag",
                        "From the sending of a curve's record to its processing");
        stop =
                timer(
                        registry,
                        "athanor_stop_latency",
                        "From the sending of the record that led to a stop to the trainer's report that the trial stopped");
    }

    public void lag(long millis) {
        lag.record(Duration.ofMillis(Math.max(0, millis)));
    }

    public void stop(long millis) {
        stop.record(Duration.ofMillis(Math.max(0, millis)));
    }

    private static Timer timer(MeterRegistry registry, String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5))
                .register(registry);
    }
}
