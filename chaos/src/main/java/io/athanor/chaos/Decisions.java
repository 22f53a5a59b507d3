package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// What the topics hold when all is over.
final class Decisions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final String bootstrapServers;

    Decisions(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /// Every decision that the scheduler has committed, in order by study.
    List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            Map<TopicPartition, Long> ends = ends(consumer, Topic.STUDY_LOG.topicName());
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> record : consumer.poll(WAIT)) {
                    all.add(JSON.readTree(record.value()));
                }
            }
        }
        return all;
    }

    /// Records of all dead-letter topics.
    long deadLetters() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            return Arrays.stream(Topic.values())
                    .flatMap(topic -> ends(consumer, topic.deadLetterName()).values().stream())
                    .mapToLong(end -> end)
                    .sum();
        }
    }

    private static Map<TopicPartition, Long> ends(
            KafkaConsumer<String, String> consumer, String topic) {
        return consumer.endOffsets(
                consumer.partitionsFor(topic).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList());
    }

    private KafkaConsumer<String, String> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }
}
