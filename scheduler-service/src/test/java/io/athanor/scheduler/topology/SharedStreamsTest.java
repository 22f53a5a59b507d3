package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;

/// That what the module `streams` offers is in use here.
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SharedStreamsTest {
    @Inject KafkaStreams streams;

    @Test
    void boundsWhatItsStoresKeepAndWatchesTheWallClock() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(streams.metrics().entrySet())
                                .filteredOn(metric ->
                                        metric.getKey().name().equals("block-cache-capacity"))
                                .isNotEmpty()
                                .allMatch(metric ->
                                        metric.getValue()
                                                .metricValue()
                                                .equals(BigInteger.valueOf(32L << 20))));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("clock-guard");
    }
}
