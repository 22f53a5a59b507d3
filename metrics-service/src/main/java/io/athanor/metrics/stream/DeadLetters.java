package io.athanor.metrics.stream;

import io.athanor.contracts.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends a record that cannot be read, or makes no sense, to the dead-letter topic of its source,
/// as it came but for what is too long, with the reason and the stack in its headers. What Kafka
/// itself throws is no fault of the record and ends the stream thread.
///
/// Kafka Streams makes it by reflection: hence public, and the global registry.
public final class DeadLetters
        implements DeserializationExceptionHandler, ProcessingExceptionHandler {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /// With all that is added to it, a record that was as large as the broker takes would be too
    /// large for it. What is cut off stays where the record came from.
    private static final int LARGEST = 900_000;

    private static final int LONGEST_TEXT = 8_000;
    private static final int MOST_HEADERS = 10;

    private static final List<Topic> SOURCES =
            List.of(Topic.TRIAL_CURVES, Topic.STUDIES, Topic.TRIALS);

    /// Shows the counters at 0: an alert sees no increase in a series that begins with 1.
    @Override
    public void configure(Map<String, ?> configs) {
        SOURCES.forEach(source -> counter(source.topicName()));
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        return DeserializationExceptionHandler.Response.resume(
                List.of(letter(context, record.key(), record.value(), failure)));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        // A punctuation has no source.
        if (failure instanceof KafkaException || context.sourceRawValue() == null) {
            return ProcessingExceptionHandler.Response.fail();
        }
        return ProcessingExceptionHandler.Response.resume(
                List.of(
                        letter(
                                context,
                                context.sourceRawKey(),
                                context.sourceRawValue(),
                                failure)));
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ErrorHandlerContext context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        LOG.warnf(
                "dead letter: topic=%s partition=%d offset=%d: %s",
                context.topic(), context.partition(), context.offset(), cause);
        counter(context.topic()).increment();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        context.topic() + "-dead-letter",
                        cut(key, LONGEST_TEXT),
                        cut(value, LARGEST));
        Stream.of(context.headers().toArray())
                .limit(MOST_HEADERS)
                .forEach(came -> letter.headers().add(came.key(), cut(came.value(), LONGEST_TEXT)));
        add(letter, "athanor-reason", String.valueOf(cause));
        add(letter, "athanor-stack", stack(failure));
        add(letter, "athanor-topic", context.topic());
        add(letter, "athanor-partition", Integer.toString(context.partition()));
        add(letter, "athanor-offset", Long.toString(context.offset()));
        return letter;
    }

    private static Counter counter(String topic) {
        return Counter.builder("athanor_dead_letters_total")
                .description("Records that could not be read, by the topic they came from")
                .tag("topic", topic)
                .register(Metrics.globalRegistry);
    }

    private static void add(ProducerRecord<?, ?> letter, String name, String value) {
        letter.headers().add(name, cut(value.getBytes(StandardCharsets.UTF_8), LONGEST_TEXT));
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    private static String stack(Exception failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
