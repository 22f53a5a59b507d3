package io.athanor.scheduler.topology;

import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Times what the scheduler does: `athanor_suggest_seconds{sampler}` and
/// `athanor_event_lag_seconds`.
final class Timings {
    private final MeterRegistry meters;
    private final Timer lag;
    private final Map<Class<?>, Timer> suggestions = new ConcurrentHashMap<>();

    Timings(MeterRegistry meters) {
        this.meters = meters;
        this.lag =
                timer("athanor.event.lag", "From the sending of a trial's event to its processing")
                        .register(meters);
    }

    /// Takes how old a trial's event is when it is processed.
    void lag(long millis) {
        lag.record(Duration.ofMillis(Math.max(0, millis)));
    }

    /// Calls `next`, and times it where it proposed a trial.
    List<StudyEvent> suggestion(SamplerSpec sampler, Supplier<List<StudyEvent>> next) {
        long start = System.nanoTime();
        List<StudyEvent> decisions = next.get();
        if (decisions.stream().anyMatch(TrialProposed.class::isInstance)) {
            suggestions
                    .computeIfAbsent(
                            sampler.getClass(),
                            _ ->
                                    timer(
                                                    "athanor.suggest",
                                                    "Time from asking a sampler to its point")
                                            .tag("sampler", name(sampler))
                                            .register(meters))
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
        return decisions;
    }

    /// As in the messages: `by-hand`.
    private static String name(SamplerSpec sampler) {
        return sampler.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static Timer.Builder timer(String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1));
    }
}
