package io.athanor.trainer.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.Topic;
import io.athanor.trainer.reporting.Reports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads every request to stop that is made while this trainer runs, whichever trainer it is for.
public final class StopRequests implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopRequests.class);
    private static final Duration WAIT = Duration.ofSeconds(1);

    /// What a trainer reads and writes. It would wait for ever for a topic that is missing.
    private static final List<String> NEEDED =
            List.of(
                    Topic.TRIAL_QUEUE.topicName(),
                    Topic.TRIAL_QUEUE.deadLetterName(),
                    Topic.TRIAL_STOPS.topicName(),
                    Topic.TRIAL_STOPS.deadLetterName(),
                    Topic.TRIAL_EVENTS.topicName(),
                    Topic.TRIAL_CURVES.topicName());

    private final KafkaConsumer<String, byte[]> consumer;
    private final MessageReader messages;
    private final Reports reports;
    private final Consumer<StopTrial> listener;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String trouble = "";

    public StopRequests(
            Map<String, Object> kafka,
            ObjectMapper json,
            Reports reports,
            Consumer<StopTrial> listener) {
        this.consumer =
                new KafkaConsumer<>(
                        settings(kafka), new StringDeserializer(), new ByteArrayDeserializer());
        this.messages = new MessageReader(json);
        this.reports = reports;
        this.listener = listener;
    }

    /// Counts down when all topics are as they must be, and requests made from then on will be
    /// heard.
    public CountDownLatch listening() {
        return listening;
    }

    /// Why none are heard; empty where they are, or it is not known yet.
    public String trouble() {
        return trouble;
    }

    @Override
    public void run() {
        while (closing.getCount() > 0) {
            try {
                listen();
            } catch (WakeupException | InterruptException e) {
                LOG.debug("no longer listening for stops");
            } catch (KafkaException e) {
                String now = String.valueOf(e.getMessage());
                if (!now.equals(trouble)) {
                    LOG.error("not ready, trying again: {}", now);
                }
                trouble = now;
                pause();
            }
        }
        consumer.close();
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
    }

    /// Takes all partitions, without a group: every trainer hears every request.
    private void listen() {
        if (consumer.assignment().isEmpty()) {
            checkTopics();
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.TRIAL_STOPS.topicName()).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
        }
        if (listening.getCount() > 0) {
            consumer.assignment().forEach(consumer::position);
            listening.countDown();
        }
        trouble = "";
        for (var request : consumer.poll(WAIT)) {
            try {
                listener.accept(messages.stop(request));
            } catch (MessageReader.Malformed e) {
                reports.deadLetter(Topic.TRIAL_STOPS, request, e);
            }
        }
    }

    private void checkTopics() {
        Map<String, Integer> partitions = new HashMap<>();
        consumer.listTopics().forEach((name, all) -> partitions.put(name, all.size()));
        List<String> faults = Topic.faults(NEEDED, partitions);
        if (!faults.isEmpty()) {
            throw new KafkaException(String.join("; ", faults));
        }
    }

    private void pause() {
        try {
            var _ = closing.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }
}
