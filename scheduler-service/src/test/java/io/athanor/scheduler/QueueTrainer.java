package io.athanor.scheduler;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Takes every trial from the queue and reports what its hyperparameters are worth, without any
/// training: the better the nearer they are to a learning rate of 0.01 and a dropout of 0.3.
final class QueueTrainer implements AutoCloseable {
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Consumer<String, String> queue;
    private final Producer<String, String> producer;
    private final Thread thread;

    QueueTrainer(String bootstrapServers) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        queue = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> all = List.of(new TopicPartition(Topic.TRIAL_QUEUE.topicName(), 0));
        queue.assign(all);
        queue.seekToBeginning(all);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer());
        thread = Thread.ofPlatform().name("queue-trainer").start(this::work);
    }

    private void work() {
        try {
            while (true) {
                for (ConsumerRecord<String, String> offer : queue.poll(Duration.ofSeconds(1))) {
                    train(JSON.readValue(offer.value(), StartTrial.class));
                }
            }
        } catch (WakeupException e) {
            // Nobody needs it any more.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void train(StartTrial start) throws IOException {
        ExecutionId execution = new ExecutionId("%s-%d".formatted(start.trial(), start.attempt()));
        report(
                new TrialEvent.TrialStarted(
                        start.trial(),
                        start.attempt(),
                        execution,
                        new TrainerId("queue"),
                        "cpu",
                        0));
        for (int epoch = 1; epoch <= start.epochs(); epoch++) {
            report(
                    new TrialEvent.EpochCompleted(
                            start.trial(),
                            start.attempt(),
                            execution,
                            new EpochMeasurement(
                                    epoch,
                                    10 * epoch,
                                    0.5,
                                    0.8,
                                    0.6,
                                    worth(start.hyperparameters()) * epoch / start.epochs(),
                                    0.001,
                                    1)));
        }
        report(new TrialEvent.TrialCompleted(start.trial(), start.attempt(), execution));
    }

    private static double worth(Hyperparameters chosen) {
        double rate = Math.log10(chosen.learningRate()) + 2;
        double dropout = chosen.dropout() - 0.3;
        return 1 / (1 + rate * rate + dropout * dropout);
    }

    private void report(TrialEvent event) throws IOException {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topic.TRIAL_EVENTS.topicName(),
                                event.trial().study().value(),
                                JSON.writeValueAsString(event)));
    }

    @Override
    public void close() {
        queue.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.close();
        producer.close();
    }
}
