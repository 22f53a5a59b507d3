package io.athanor.scheduler.api;

import io.athanor.scheduler.topology.Restored;
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
    private final Restored restored;

    Started(KafkaStreams streams, Restored restored) {
        this.streams = streams;
        this.restored = restored;
    }

    @Override
    public HealthCheckResponse call() {
        KafkaStreams.State state = streams.state();
        return HealthCheckResponse.named("Scheduler topology")
                .status(restored.isWhole() && state.isRunningOrRebalancing())
                .withData("state", state.name())
                .build();
    }
}
