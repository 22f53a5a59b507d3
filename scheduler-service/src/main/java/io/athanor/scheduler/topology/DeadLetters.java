package io.athanor.scheduler.topology;

import io.athanor.contracts.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Puts a record that cannot be read or processed on its topic's dead-letter topic, as it came but
/// for what is too long, with the reason in headers, and goes on. Streams makes it, by its name in
/// the configuration.
public class DeadLetters implements DeserializationExceptionHandler, ProcessingExceptionHandler {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /// With all that is added to it, a record that was as large as the broker takes would be too
    /// large for it. What is cut off stays where the record came from.
    private static final int LARGEST = 900_000;

    private static final int LONGEST_TEXT = 8_000;
    private static final int MOST_HEADERS = 10;

    /// The read model's thread has no producer, and ends when it is given a record to send. What it
    /// cannot read is counted, and stays where it is; the metrics service sets it aside.
    private static final Set<String> READ_MODEL =
            Set.of(Topic.STUDIES.topicName(), Topic.TRIALS.topicName());

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception cause) {
        return DeserializationExceptionHandler.Response.resume(
                letter(context, record.key(), record.value(), record.headers(), cause));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception cause) {
        if (cause instanceof KafkaException) {
            // A store or a producer that fails is not the record's fault: abort, and take it again.
            return ProcessingExceptionHandler.Response.fail();
        }
        return ProcessingExceptionHandler.Response.resume(
                letter(
                        context,
                        context.sourceRawKey(),
                        context.sourceRawValue(),
                        context.headers(),
                        cause));
    }

    /// Shows the counters at 0: an alert sees no increase in a series that begins with 1.
    @Override
    public void configure(Map<String, ?> settings) {
        Stream.of(Topic.STUDY_COMMANDS, Topic.TRIAL_EVENTS, Topic.SCHEDULER_CLOCK)
                .forEach(source -> counter(source.topicName()));
    }

    private static Counter counter(String topic) {
        return Counter.builder("athanor.dead.letters")
                .description("Records that could not be read or processed")
                .tag("topic", topic)
                .register(Metrics.globalRegistry);
    }

    private static List<ProducerRecord<byte[], byte[]>> letter(
            ErrorHandlerContext context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers came,
            Exception cause) {
        LOG.errorf(
                cause,
                "Record goes to the dead letters: topic=%s partition=%d offset=%d",
                context.topic(),
                context.partition(),
                context.offset());
        counter(context.topic()).increment();
        if (READ_MODEL.contains(context.topic())) {
            return List.of();
        }
        StringWriter stack = new StringWriter();
        cause.printStackTrace(new PrintWriter(stack, true));
        Headers headers = new RecordHeaders();
        Stream.of(came.toArray())
                .limit(MOST_HEADERS)
                .forEach(header -> headers.add(header.key(), cut(header.value(), LONGEST_TEXT)));
        headers.add("athanor-reason", cut(bytes(String.valueOf(cause.getMessage())), LONGEST_TEXT));
        headers.add("athanor-stack", cut(bytes(stack.toString()), LONGEST_TEXT));
        headers.add("athanor-topic", bytes(context.topic()));
        headers.add("athanor-partition", bytes(Integer.toString(context.partition())));
        headers.add("athanor-offset", bytes(Long.toString(context.offset())));
        return List.of(
                new ProducerRecord<>(
                        context.topic() + "-dead-letter",
                        null,
                        cut(key, LONGEST_TEXT),
                        cut(value, LARGEST),
                        headers));
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
