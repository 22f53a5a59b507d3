package io.athanor.chaos;

import io.athanor.chaos.Noise.Sample;
import io.athanor.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Gathers the records that the services wrote, and none of the noise.
final class Harvest implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Map<String, Topic> TOPICS =
            Arrays.stream(Topic.values()).collect(Collectors.toMap(Topic::topicName, t -> t));

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Topic, List<Sample>> gathered = new EnumMap<>(Topic.class);

    Harvest(String bootstrapServers) {
        this.consumer = consumer(bootstrapServers);
        List<TopicPartition> all =
                TOPICS.keySet().stream().flatMap(t -> partitions(consumer, t).stream()).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /// All that there is by now.
    Map<Topic, List<Sample>> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (isBefore(consumer, ends)) {
            gather();
        }
        return copy();
    }

    /// What has come since then.
    Map<Topic, List<Sample>> since(Map<Topic, List<Sample>> earlier) {
        gather();
        Map<Topic, List<Sample>> fresh = new EnumMap<>(Topic.class);
        gathered.forEach((topic, all) ->
                fresh.put(
                        topic,
                        all.subList(earlier.getOrDefault(topic, List.of()).size(), all.size())));
        return fresh;
    }

    private void gather() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            if (record.headers().lastHeader(Noise.TAG) == null) {
                gathered.computeIfAbsent(TOPICS.get(record.topic()), _ -> new ArrayList<>())
                        .add(new Sample(record.key(), record.value()));
            }
        }
    }

    private Map<Topic, List<Sample>> copy() {
        Map<Topic, List<Sample>> copy = new EnumMap<>(Topic.class);
        gathered.forEach((topic, samples) -> copy.put(topic, List.copyOf(samples)));
        return copy;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /// Reads a topic from its beginning to where it ends now.
    static void read(
            String bootstrapServers,
            String topic,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (isBefore(consumer, ends)) {
                consumer.poll(WAIT).forEach(reader);
            }
        }
    }

    private static boolean isBefore(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
