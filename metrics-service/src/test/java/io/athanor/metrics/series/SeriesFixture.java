package io.athanor.metrics.series;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;

/// The series outside of the container.
public final class SeriesFixture {
    private SeriesFixture() {}

    public static TrialSeries trials(MeterRegistry registry, int cap) {
        return new TrialSeries(registry, config(cap));
    }

    public static StudySeries studies(
            MeterRegistry registry, CollectorRegistry collectors, int cap) {
        return new StudySeries(registry, outcomes(collectors), config(cap));
    }

    @SuppressWarnings("deprecation") // What Quarkus registers.
    private static TrialOutcomes outcomes(CollectorRegistry collectors) {
        return new TrialOutcomes(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collectors, Clock.SYSTEM));
    }

    public static ForgottenStates forgotten(MeterRegistry registry) {
        return new ForgottenStates(registry);
    }

    public static Delays delays(MeterRegistry registry) {
        return new Delays(registry);
    }

    private static SeriesConfig config(int cap) {
        return new SeriesConfig() {
            @Override
            public int trials() {
                return cap;
            }

            @Override
            public int studies() {
                return cap;
            }

            @Override
            public Duration silence() {
                return Duration.ofMinutes(5);
            }

            @Override
            public Duration studyLinger() {
                return Duration.ofHours(1);
            }
        };
    }
}
