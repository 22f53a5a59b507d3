package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.contracts.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StrimziIT {
    private static final int PARTITIONS = 12;
    private static final Manifests KAFKA = Manifests.overlay("strimzi");

    /// What a topic must be.
    private record Expected(int partitions, Optional<Duration> retention) {}

    @Test
    void declaresEveryTopicAsTheServicesNeedIt() {
        Map<String, Expected> expected = new TreeMap<>();
        for (Topic topic : Topic.values()) {
            expected.put(
                    topic.topicName(),
                    new Expected(topic.partitions(PARTITIONS), topic.retention()));
            expected.put(
                    topic.deadLetterName(),
                    new Expected(1, Optional.of(Topic.DEAD_LETTER_RETENTION)));
        }
        Map<String, Expected> declared = new TreeMap<>();
        KAFKA.ofKind("KafkaTopic").forEach(topic -> declared.put(Manifests.name(topic), of(topic)));

        assertThat(declared).isEqualTo(expected);
    }

    @Test
    void everythingBelongsToTheOneCluster() {
        assertThat(KAFKA.ofKind("KafkaTopic", "KafkaUser", "KafkaNodePool"))
                .isNotEmpty()
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/labels/strimzi.io~1cluster").asText())
                                .isEqualTo("athanor"));
        assertThat(KAFKA.ofKind("Kafka")).extracting(Manifests::name).containsExactly("athanor");
    }

    private static Expected of(JsonNode topic) {
        JsonNode config = topic.at("/spec/config");
        boolean isCompacted = config.path("cleanup.policy").asText().equals("compact");
        assertThat(isCompacted).as(topic.toString()).isNotEqualTo(config.has("retention.ms"));
        return new Expected(
                topic.at("/spec/partitions").asInt(),
                isCompacted
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(config.path("retention.ms").asLong())));
    }
}
