package io.athanor.trainer.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Topic;
import io.athanor.trainer.reporting.Reports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// One slot's place in the share group that takes trials from the queue, one at a time. After a
/// [ClaimInDoubt], or any exception of the client, it must be closed and opened anew: the client's
/// idea of what it holds can no longer be trusted.
public final class TrialQueue implements AutoCloseable {
    private static final String GROUP = "trainers";

    /// Short: a poll asks the broker once, and where it is given the marker of a transaction
    /// instead of a trial, it waits out its time for nothing (Kafka 4.3.1).
    private static final Duration WAIT = Duration.ofMillis(20);

    private static final Duration CONFIRMATION = Duration.ofSeconds(5);

    private final ShareConsumer<String, byte[]> consumer;
    private final MessageReader messages;
    private final Reports reports;

    public TrialQueue(
            Map<String, Object> kafka, String clientId, ObjectMapper json, Reports reports) {
        this.consumer =
                new KafkaShareConsumer<>(
                        settings(kafka, clientId),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.messages = new MessageReader(json);
        this.reports = reports;
        consumer.subscribe(List.of(Topic.TRIAL_QUEUE.topicName()));
    }

    /// A trial that the queue keeps from others for 18 s.
    public record Offer(StartTrial trial, ConsumerRecord<String, byte[]> source) {}

    /// Waits a moment for a trial. Records that are none are set aside.
    public Optional<Offer> poll() {
        for (ConsumerRecord<String, byte[]> candidate : consumer.poll(WAIT)) {
            try {
                return Optional.of(new Offer(messages.trial(candidate), candidate));
            } catch (MessageReader.Malformed e) {
                reports.deadLetter(Topic.TRIAL_QUEUE, candidate, e);
                acknowledge(candidate, AcknowledgeType.REJECT);
            }
        }
        return Optional.empty();
    }

    /// Takes the trial out of the queue.
    ///
    /// @throws ClaimInDoubt when the queue did not confirm it
    public void accept(Offer offer) {
        acknowledge(offer.source(), AcknowledgeType.ACCEPT);
    }

    /// Gives back what was offered and not accepted.
    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }

    private void acknowledge(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
        consumer.acknowledge(record, type);
        var answers = consumer.commitSync(CONFIRMATION);
        if (answers.isEmpty()) {
            throw new ClaimInDoubt("no answer to the acknowledgement");
        }
        for (Optional<KafkaException> refusal : answers.values()) {
            refusal.ifPresent(e -> {
                throw new ClaimInDoubt("acknowledgement refused: " + e.getMessage(), e);
            });
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String clientId) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A slot does not poll while it trains.
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
        return settings;
    }
}
