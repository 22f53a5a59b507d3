package io.athanor.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {

    @Test
    void declaresEveryTopicOnceAndKeepsItsRecordsOverARestart(@TempDir Path data) throws Exception {
        int port = Broker.freePort();
        try (Broker broker = Broker.start(port, data)) {
            Topics.declare(broker.bootstrapServers(), 3);
            Topics.declare(broker.bootstrapServers(), 3);
            send(broker, "trial-queue", "first");

            assertThat(partitions(broker, "trial-events")).isEqualTo(3);
            assertThat(partitions(broker, "trial-queue")).isEqualTo(1);
            for (Topic topic : Topic.values()) {
                assertThat(partitions(broker, topic.deadLetterName())).isEqualTo(1);
            }
        }

        try (Broker broker = Broker.start(port, data)) {
            assertThat(claim(broker)).containsExactly("first");
        }
    }

    private static int partitions(Broker broker, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        }
    }

    private static void send(Broker broker, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    /// What a trainer that joins only now finds in the queue.
    private static List<String> claim(Broker broker) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", Topics.TRAINERS);
        try (var consumer =
                new KafkaShareConsumer<>(
                        settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("trial-queue"));
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                if (!records.isEmpty()) {
                    List<String> values = new ArrayList<>();
                    records.forEach(claimed -> values.add(claimed.value()));
                    return values;
                }
            }
        }
    }
}
