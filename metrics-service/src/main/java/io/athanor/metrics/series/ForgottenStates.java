package io.athanor.metrics.series;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/// Counts the states that this version of the service could not read and forgot.
@ApplicationScoped
public class ForgottenStates {
    private final MeterRegistry registry;

    ForgottenStates(MeterRegistry registry) {
        this.registry = registry;
    }

    /// The counter of a store, which is 0 from now on.
    public Counter of(String store) {
        return Counter.builder("athanor_states_forgotten_total")
                .description("States that another version wrote, or that were damaged, by store")
                .tag("store", store)
                .register(registry);
    }
}
