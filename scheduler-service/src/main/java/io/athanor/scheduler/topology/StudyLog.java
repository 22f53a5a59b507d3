package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/// What was decided about a study, in order, as the log has it: from its beginning, or from where
/// somebody stopped reading.
@ApplicationScoped
public class StudyLog {
    private static final String TOPIC = Topic.STUDY_LOG.topicName();
    private static final int FETCH_BYTES = 1 << 16;
    private static final int FETCH_RECORDS = 100;

    private final Map<String, Object> kafka;

    StudyLog(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /// @param id of the entry: entries of a study have rising ones
    /// @param json the [io.athanor.contracts.StudyEvent]
    public record Entry(long id, String json) {}

    /// Reads one study's entries. For one thread at a time.
    public static final class Reader implements AutoCloseable {
        private final Consumer<String, String> consumer;
        private final String study;
        private boolean waited;

        private Reader(Consumer<String, String> consumer, String study) {
            this.consumer = consumer;
            this.study = study;
        }

        /// The next entries; waits for some no longer than `patience`. None may also mean that what
        /// came was of other studies.
        public List<Entry> next(Duration patience) {
            List<Entry> entries = new ArrayList<>();
            ConsumerRecords<String, String> records = consumer.poll(patience);
            waited = records.isEmpty();
            for (ConsumerRecord<String, String> record : records) {
                if (study.equals(record.key()) && record.value() != null) {
                    entries.add(new Entry(record.offset(), record.value()));
                }
            }
            return entries;
        }

        /// Whether the log is read to its end: nothing came, of no study, and nothing is there.
        public boolean isAtEnd() {
            return waited
                    && consumer.endOffsets(consumer.assignment()).entrySet().stream()
                            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /// Opens the log behind the entry of that id; one that was never written counts as the last.
    public Reader after(StudyId study, long id) {
        return open(
                study,
                (consumer, partition) -> {
                    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
                    consumer.seek(partition, Math.min(id + 1, end));
                });
    }

    /// Opens the log where the study began.
    public Reader since(StudyId study, Instant created) {
        return open(
                study,
                (consumer, partition) -> {
                    OffsetAndTimestamp first =
                            consumer.offsetsForTimes(Map.of(partition, created.toEpochMilli()))
                                    .get(partition);
                    if (first == null) {
                        consumer.seekToEnd(List.of(partition));
                    } else {
                        consumer.seek(partition, first.offset());
                    }
                });
    }

    private interface Start {
        void seek(Consumer<String, String> consumer, TopicPartition partition);
    }

    private Reader open(StudyId study, Start start) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().removeIf(key -> key.startsWith("key.") || key.startsWith("value."));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // As much stays in memory for each reader, however slowly it goes on.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FETCH_RECORDS);
        Consumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        try {
            int partitions = consumer.partitionsFor(TOPIC).size();
            TopicPartition partition =
                    new TopicPartition(
                            TOPIC,
                            BuiltInPartitioner.partitionForKey(
                                    Utils.utf8(study.value()), partitions));
            consumer.assign(List.of(partition));
            start.seek(consumer, partition);
            return new Reader(consumer, study.value());
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }
}
