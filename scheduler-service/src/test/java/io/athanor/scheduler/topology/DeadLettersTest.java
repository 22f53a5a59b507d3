package io.athanor.scheduler.topology;

import static io.athanor.scheduler.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.athanor.contracts.Topic;
import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DeadLettersTest {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitTheService() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    @ParameterizedTest
    @EnumSource(names = {"STUDY_COMMANDS", "TRIAL_EVENTS", "SCHEDULER_CLOCK"})
    void takeWhatCannotBeReadWithItsReasonWhileTheServiceGoesOn(Topic topic) throws Exception {
        String broken = "{\"type\":\"no-such-thing\",\"study\":\"x\"}";

        try (var producer =
                new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic.topicName(), "x", broken)).get();
        }

        ConsumerRecord<String, String> letter = first(topic.deadLetterName());
        assertThat(letter.value()).isEqualTo(broken);
        assertThat(letter.key()).isEqualTo("x");
        assertThat(header(letter, "athanor-topic")).isEqualTo(topic.topicName());
        assertThat(header(letter, "athanor-reason")).contains("no-such-thing");
        management()
                .accept("text/plain")
                .get("/q/metrics")
                .then()
                .body(
                        containsString(
                                "athanor_dead_letters_total{topic=\"%s\""
                                        .formatted(topic.topicName())));
        given().contentType(ContentType.JSON)
                .body("{\"hyperparameters\": {\"network\": \"simple-cnn\"}}")
                .post("/api/v1/trials")
                .then()
                .statusCode(201);
    }

    private ConsumerRecord<String, String> first(String topic) {
        try (var consumer =
                new KafkaConsumer<>(kafka(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            while (true) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    return record;
                }
            }
        }
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    private static String header(ConsumerRecord<String, String> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
