package io.athanor.scheduler.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the topology has run: before that a request would wait for it. Not while it
/// rebalances later, when the read model answers all the same.
@Readiness
@ApplicationScoped
class Started implements HealthCheck {
    private final KafkaStreams streams;
    private volatile boolean hasRun;

    Started(KafkaStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        KafkaStreams.State state = streams.state();
        hasRun |= state == KafkaStreams.State.RUNNING;
        return HealthCheckResponse.named("Scheduler topology")
                .status(hasRun && state.isRunningOrRebalancing())
                .withData("state", state.name())
                .build();
    }
}
