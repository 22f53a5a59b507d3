package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ReadModelTest {
    @Inject KafkaStreams streams;
    @Inject Restored restored;

    /// An outage replaces the thread, and nobody may have asked before: a service that is ready
    /// would refuse the first who does.
    @Test
    void answersWhoAsksFirstWhenTheOnlyThreadHasJustBeenReplaced() {
        await().until(restored::isWhole);
        ReadModel unasked = new ReadModel(streams, restored);
        assertThat(streams.addStreamThread()).isPresent();
        assertThat(streams.removeStreamThread()).isPresent();

        assertThat(streams.metadataForLocalThreads())
                .as("the new thread has not run yet")
                .allMatch(thread -> thread.threadState().equals("CREATED"));
        assertThat(unasked.studies()).isNotNull();
        await().until(() -> streams.state() == KafkaStreams.State.RUNNING);
    }
}
