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
    void answersWhoAsksFirstWhileTheOnlyThreadIsReplaced() {
        await().until(restored::isWhole);
        ReadModel unasked = new ReadModel(streams, restored);
        assertThat(streams.removeStreamThread()).isPresent();

        assertThat(streams.metadataForLocalThreads()).isEmpty();
        assertThat(unasked.studies()).isNotNull();

        assertThat(streams.addStreamThread()).isPresent();
        await().until(() -> streams.state() == KafkaStreams.State.RUNNING);
    }
}
