package io.athanor.scheduler.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// Reports what a trainer would, as told.
final class FakeTrainer implements AutoCloseable {
    private final ObjectMapper json;
    private final Producer<String, String> producer;

    FakeTrainer(String bootstrapServers, ObjectMapper json) {
        this.json = json;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer());
    }

    void start(String trial) throws Exception {
        report(
                new TrialEvent.TrialStarted(
                        TrialId.parse(trial),
                        1,
                        execution(trial),
                        new TrainerId("fake"),
                        "cpu",
                        0));
    }

    void measure(String trial, int epoch, double testAccuracy) throws Exception {
        report(
                new TrialEvent.EpochCompleted(
                        TrialId.parse(trial),
                        1,
                        execution(trial),
                        new EpochMeasurement(
                                epoch, epoch * 10, 0.5, 0.8, 0.6, testAccuracy, 0.001, 1.5)));
    }

    void complete(String trial) throws Exception {
        report(new TrialEvent.TrialCompleted(TrialId.parse(trial), 1, execution(trial)));
    }

    private static ExecutionId execution(String trial) {
        return new ExecutionId("execution-of-" + trial);
    }

    private void report(TrialEvent event) throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                Topic.TRIAL_EVENTS.topicName(),
                                event.trial().study().value(),
                                json.writeValueAsString(event)))
                .get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
