package io.athanor.benchmarks.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import io.athanor.benchmarks.Service;
import io.athanor.benchmarks.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A packaged trainer with a broker of its own: trials go in by the queue, and what it says of them
/// comes out.
final class QueuedTrials implements AutoCloseable {
    private final Service trainer;
    private final KafkaConsumer<String, String> said;
    private final KafkaProducer<String, String> producer;
    private java.util.Iterator<ConsumerRecord<String, String>> waiting =
            java.util.Collections.emptyIterator();

    /// What a trainer said, and when.
    record Said(JsonNode message, long millis) {
        boolean is(String type, String trial) {
            return message.path("type").asText().equals(type)
                    && message.path("trial").asText().equals(trial);
        }
    }

    /// @param topic of what is to be heard: `trial-events` or `trial-curves`
    QueuedTrials(Rig rig, String topic, Map<String, String> settings)
            throws IOException, InterruptedException {
        rig.startBroker(1);
        said = Topics.listener(rig.bootstrapServers(), topic);
        producer = Topics.producer(rig.bootstrapServers());
        trainer = rig.startTrainer(settings);
    }

    Service trainer() {
        return trainer;
    }

    /// @return when it was sent
    long send(String trial, String message) throws InterruptedException, ExecutionException {
        return send("trial-queue", trial, message);
    }

    long send(String topic, String key, String message)
            throws InterruptedException, ExecutionException {
        return producer.send(new ProducerRecord<>(topic, key, message)).get().timestamp();
    }

    /// The next message of that kind about that trial. Others before it are passed over.
    ///
    /// @throws IllegalStateException when none comes for minutes, or the trial breaks
    Said await(String type, String trial) throws IOException {
        return await(next -> next.is(type, trial));
    }

    Said await(Predicate<Said> wanted) throws IOException {
        for (int silent = 0; silent < 600; silent++) {
            while (waiting.hasNext()) {
                ConsumerRecord<String, String> record = waiting.next();
                Said next = new Said(Messages.JSON.readTree(record.value()), record.timestamp());
                if (wanted.test(next)) {
                    return next;
                }
                String type = next.message().path("type").asText();
                if (type.equals("trial-failed") || type.equals("trial-infeasible")) {
                    throw new IllegalStateException(record.value());
                }
            }
            waiting = said.poll(Duration.ofSeconds(1)).iterator();
        }
        throw new IllegalStateException("nothing came");
    }

    /// A whole trial.
    ///
    /// @return seconds from its sending to its end
    double run(String trial, String message)
            throws IOException, InterruptedException, ExecutionException {
        long sent = send(trial, message);
        return (await("trial-completed", trial).millis() - sent) / 1e3;
    }

    @Override
    public void close() {
        said.close();
        producer.close();
    }
}
