package io.athanor.scheduler.topology;

import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Times how long samplers take: `athanor_suggest_seconds{sampler}`.
final class SuggestionTimer {
    private final MeterRegistry meters;

    SuggestionTimer(MeterRegistry meters) {
        this.meters = meters;
    }

    /// Calls `next`, and times it where it proposed a trial.
    List<StudyEvent> time(SamplerSpec sampler, Supplier<List<StudyEvent>> next) {
        long start = System.nanoTime();
        List<StudyEvent> decisions = next.get();
        if (decisions.stream().anyMatch(TrialProposed.class::isInstance)) {
            Timer.builder("athanor.suggest")
                    .description("Time from asking a sampler to its point")
                    .tag("sampler", sampler.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(
                            Duration.ofMillis(1),
                            Duration.ofMillis(5),
                            Duration.ofMillis(20),
                            Duration.ofMillis(100),
                            Duration.ofSeconds(1))
                    .register(meters)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
        return decisions;
    }
}
