package io.athanor.trainer.reporting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes to Kafka. Sending does not wait for the broker: while it is away, reports wait in
/// memory, hours of them, and go out in order when it is back.
@Singleton
public class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final Duration LAST_REPORTS = Duration.ofSeconds(3);

    /// With all that is added to it, a record that was as large as the broker takes would be too
    /// large for it. What is cut off stays where the record came from.
    private static final int LARGEST_LETTER = 900_000;

    private static final int LONGEST_TEXT = 8_000;
    private static final int MOST_HEADERS = 10;

    private final Producer<String, byte[]> producer;
    private final ObjectWriter events;
    private final ObjectWriter curves;
    private final MeterRegistry metrics;
    private final SampleRate rate = new SampleRate();

    public Reports(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.producer =
                new KafkaProducer<>(
                        settings(kafka), new StringSerializer(), new ByteArraySerializer());
        // Written as the interface: only then does each message carry its type.
        this.events = json.writerFor(TrialEvent.class);
        this.curves = json.writerFor(TrialCurve.class);
        this.metrics = metrics;
        Gauge.builder(
                        "athanor.training.samples.per.second",
                        rate,
                        r -> r.perSecond(System.nanoTime()))
                .description("Images trained on in a second, over the last ten seconds")
                .register(metrics);
    }

    /// What a new execution of `start` reports.
    public ExecutionReport execution(StartTrial start, TrainerId trainer, String device) {
        ExecutionId execution = new ExecutionId(UUID.randomUUID().toString());
        return new ExecutionReport(this, rate, start, execution, trainer, device);
    }

    Future<RecordMetadata> send(TrialEvent event) {
        return send(Topic.TRIAL_EVENTS, event.trial().study().value(), bytes(events, event));
    }

    Future<RecordMetadata> send(TrialCurve curve) {
        return send(Topic.TRIAL_CURVES, curve.trial().toString(), bytes(curves, curve));
    }

    /// Sets aside a record that cannot be read.
    public void deadLetter(Topic source, ConsumerRecord<String, byte[]> malformed, Exception why) {
        LOG.warn(
                "malformed record set aside: topic={} partition={} offset={} reason={}",
                malformed.topic(),
                malformed.partition(),
                malformed.offset(),
                why.getMessage());
        Counter.builder("athanor.dead.letters")
                .description("Records that could not be read and were set aside")
                .tag("topic", source.topicName())
                .register(metrics)
                .increment();
        var copy =
                new ProducerRecord<>(
                        source.deadLetterName(),
                        keyOf(malformed),
                        cut(malformed.value(), LARGEST_LETTER));
        Stream.of(malformed.headers().toArray())
                .limit(MOST_HEADERS)
                .forEach(came -> copy.headers().add(came.key(), cut(came.value(), LONGEST_TEXT)));
        add(copy, "athanor-reason", String.valueOf(why.getMessage()));
        add(copy, "athanor-topic", malformed.topic());
        add(copy, "athanor-partition", String.valueOf(malformed.partition()));
        add(copy, "athanor-offset", String.valueOf(malformed.offset()));
        var _ = producer.send(copy, Reports::logFailure);
    }

    private static @Nullable String keyOf(ConsumerRecord<String, byte[]> record) {
        String key = record.key();
        return key == null || key.length() <= LONGEST_TEXT ? key : key.substring(0, LONGEST_TEXT);
    }

    private static void add(ProducerRecord<?, ?> letter, String name, String value) {
        letter.headers().add(name, cut(value.getBytes(UTF_8), LONGEST_TEXT));
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    @PreDestroy
    public void close() {
        producer.close(LAST_REPORTS);
    }

    private Future<RecordMetadata> send(Topic topic, String key, byte[] value) {
        return producer.send(
                new ProducerRecord<>(topic.topicName(), key, value), Reports::logFailure);
    }

    private static void logFailure(RecordMetadata metadata, Exception failure) {
        if (failure != null) {
            LOG.error("report lost: topic={}", metadata.topic(), failure);
        }
    }

    private static byte[] bytes(ObjectWriter json, Object message) {
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + message, e);
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // A slot waits for the report that it has a trial; what is sent in a burst is still
        // together.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        // Once the buffer is full, training waits rather than loses what it measures. A topic's
        // partitions must not be forgotten in an outage: to ask for them anew would wait as well.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(7).toMillis());
        return settings;
    }
}
