package io.athanor.scheduler.topology;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;

/// Leaves the group when the process is told to end: the next one would otherwise wait out this
/// one's session before it gets a partition.
@ApplicationScoped
class Departure {
    private static final int BEFORE_QUARKUS_CLOSES_THE_STREAMS = 1;

    private final KafkaStreams streams;

    Departure(KafkaStreams streams) {
        this.streams = streams;
    }

    void leave(@Observes @Priority(BEFORE_QUARKUS_CLOSES_THE_STREAMS) ShutdownEvent end) {
        leave();
    }

    void leave() {
        streams.close(
                CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(Duration.ofSeconds(5)));
    }
}
