package io.athanor.trainer.slots;

import static io.athanor.trainer.Management.management;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// The whole trainer on a real broker.
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(PodResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainerServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BATCHES = 5;

    @Inject ObjectMapper json;
    @Inject Slots slots;
    ApiServer kubernetes;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, byte[]> consumer;
    private final List<TrialEvent> events = new ArrayList<>();
    private final List<TrialCurve> curve = new ArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new ArrayList<>();

    @BeforeEach
    void connect() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions =
                List.of(
                                Topic.TRIAL_EVENTS.topicName(),
                                Topic.TRIAL_CURVES.topicName(),
                                Topic.TRIAL_QUEUE.deadLetterName(),
                                Topic.TRIAL_STOPS.deadLetterName())
                        .stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    @AfterEach
    void disconnect() {
        producer.close();
        consumer.close();
    }

    @Test
    @Order(1)
    void isReadyAndTellsItsSlots() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
        management().get("/q/health/live").then().statusCode(200);
        String metrics = management().accept("text/plain").get("/q/metrics").asString();

        assertThat(metrics)
                .contains("# HELP athanor_slots ")
                .contains("athanor_slots{state=\"busy\",} 0.0")
                .contains("athanor_slots{state=\"idle\",} 1.0")
                .contains("# HELP athanor_device_memory_bytes ")
                .containsPattern("athanor_device_memory_bytes\\{kind=\"used\",} [1-9]")
                .containsPattern("athanor_device_memory_bytes\\{kind=\"total\",} [1-9]")
                .contains("# HELP athanor_training_samples_per_second ");
    }

    @Test
    @Order(2)
    void trainsATrialOfTheQueueAndReportsEachIterationOnce() throws Exception {
        // Given
        StartTrial trial = trial("trains-1", 2);

        // When
        send(Topic.TRIAL_QUEUE, trial);
        awaitCurveEnd(trial.trial());

        // Then
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        TrialEvent.TrialStarted.class,
                        started -> {
                            assertThat(started.trainer())
                                    .isEqualTo(new TrainerId("trainer-under-test"));
                            assertThat(started.device()).isEqualTo("cpu");
                        });
        assertThat(events)
                .filteredOn(event ->
                        !(event instanceof TrialEvent.TrialHeartbeat)
                                && !(event instanceof TrialEvent.CheckpointSaved))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "TrialStarted",
                        "TrialPrepared",
                        "EpochCompleted",
                        "EpochCompleted",
                        "TrialCompleted");
        assertThat(events)
                .filteredOn(TrialEvent.CheckpointSaved.class::isInstance)
                .last()
                .isEqualTo(
                        new TrialEvent.CheckpointSaved(
                                trial.trial(), 1, curve.getFirst().execution(), 2, 2 * BATCHES));
        assertThat(curve)
                .filteredOn(TrialCurve.WeightsMeasured.class::isInstance)
                .extracting(record -> ((TrialCurve.WeightsMeasured) record).epoch())
                .containsExactly(0, 1, 2);
        assertThat(events)
                .extracting(TrialEvent::execution)
                .containsOnly(curve.getFirst().execution());
        assertThat(curve.getFirst())
                .isInstanceOfSatisfying(
                        TrialCurve.CurveStarted.class,
                        started -> {
                            assertThat(started.iterationsPerEpoch()).isEqualTo(BATCHES);
                            assertThat(started.classes()).isEqualTo(10);
                        });
        assertThat(iterations())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 2 * BATCHES).boxed().toList());
        assertThat(curve.getLast())
                .isEqualTo(
                        new TrialCurve.CurveEnded(
                                trial.trial(),
                                1,
                                curve.getFirst().execution(),
                                2 * BATCHES,
                                TrialCurve.Outcome.COMPLETED));
    }

    @Test
    @Order(3)
    void stopsBetweenTwoIterationsAndSaysWhy() throws Exception {
        // Given
        StartTrial trial = trial("stops-1", 1000);
        Stop stop = new Stop(Stop.Rule.PLATEAU, 3, Map.of("best", 1.5), "no longer falls");
        send(Topic.TRIAL_QUEUE, trial);
        await(() -> !iterations().isEmpty());

        // When
        send(
                Topic.TRIAL_STOPS,
                new StopTrial(trial.trial(), 1, curve.getFirst().execution(), stop));
        awaitCurveEnd(trial.trial());

        // Then
        int done = iterations().getLast();
        assertThat(events.getLast())
                .isEqualTo(
                        new TrialEvent.TrialStopped(
                                trial.trial(), 1, curve.getFirst().execution(), done, stop));
        assertThat(iterations())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, done).boxed().toList());
    }

    @Test
    @Order(4)
    void endsATrialAsInfeasibleWhenItsLossWasSeenNotToBeFinite() throws Exception {
        StartTrial trial = trial("nonfinite-1", 1000);
        send(Topic.TRIAL_QUEUE, trial);
        await(() -> !iterations().isEmpty());

        Stop stop = Stop.of(Stop.Rule.NON_FINITE, "loss NaN at iteration 7");
        send(
                Topic.TRIAL_STOPS,
                new StopTrial(trial.trial(), 1, curve.getFirst().execution(), stop));
        awaitCurveEnd(trial.trial());

        assertThat(events.getLast())
                .isEqualTo(
                        new TrialEvent.TrialInfeasible(
                                trial.trial(),
                                1,
                                curve.getFirst().execution(),
                                "loss NaN at iteration 7"));
    }

    @Test
    @Order(5)
    void endsASupersededExecutionWithoutAnEvent() throws Exception {
        StartTrial trial = trial("superseded-1", 1000);
        send(Topic.TRIAL_QUEUE, trial);
        await(() -> !iterations().isEmpty());

        Stop stop = Stop.of(Stop.Rule.SUPERSEDED, "another execution counts");
        send(
                Topic.TRIAL_STOPS,
                new StopTrial(trial.trial(), 1, curve.getFirst().execution(), stop));
        await(() -> curve.getLast() instanceof TrialCurve.CurveEnded);

        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .isSubsetOf(
                        "TrialStarted",
                        "TrialPrepared",
                        "TrialHeartbeat",
                        "EpochCompleted",
                        "CheckpointSaved");
    }

    @Test
    @Order(6)
    void reportsATrialWithoutItsDataAsInfeasible() throws Exception {
        StartTrial trial =
                new StartTrial(
                        TrialId.parse("nodata-1"),
                        1,
                        "mnist",
                        1,
                        7,
                        trial("x-1", 1).hyperparameters(),
                        CurveRules.DEFAULT);

        send(Topic.TRIAL_QUEUE, trial);
        await(() -> !events.isEmpty() && events.getLast() instanceof TrialEvent.TrialInfeasible);

        assertThat(((TrialEvent.TrialInfeasible) events.getLast()).reason())
                .contains("train-images-idx3-ubyte", "mnist", "put its four files there");
        assertThat(curve).isEmpty();
    }

    @Test
    @Order(7)
    void setsMalformedRecordsAsideAndGoesOn() throws Exception {
        // Given
        byte[] malformed = "{\"type\":\"start-trial\",\"trial\":\"x-1\"}".getBytes(UTF_8);
        StartTrial trial = trial("goes-on-1", 1);

        // When
        sendBytes(Topic.TRIAL_QUEUE, malformed);
        sendBytes(Topic.TRIAL_STOPS, new byte[] {'{'});
        send(Topic.TRIAL_QUEUE, trial);
        awaitCurveEnd(trial.trial());
        await(() -> deadLetters.size() == 2);

        // Then
        assertThat(deadLetters)
                .anySatisfy(letter -> {
                    assertThat(letter.topic()).isEqualTo("trial-queue-dead-letter");
                    assertThat(letter.value()).isEqualTo(malformed);
                    assertThat(
                                    new String(
                                            letter.headers().lastHeader("athanor-reason").value(),
                                            UTF_8))
                            .contains("attempt");
                });
        assertThat(management().accept("text/plain").get("/q/metrics").asString())
                .contains("athanor_dead_letters_total{topic=\"trial-queue\",} 1.0")
                .contains("athanor_dead_letters_total{topic=\"trial-stops\",} 1.0");
    }

    @Test
    @Order(8)
    void goesOnFromTheCheckpointOfAnEarlierAttempt() throws Exception {
        // Given
        StartTrial first = trial("resumes-1", 1000);
        send(Topic.TRIAL_QUEUE, first);
        await(() -> events.stream().anyMatch(TrialEvent.CheckpointSaved.class::isInstance));
        Stop stop = Stop.of(Stop.Rule.SUPERSEDED, "another execution counts");
        send(
                Topic.TRIAL_STOPS,
                new StopTrial(first.trial(), 1, curve.getFirst().execution(), stop));
        await(() -> curve.getLast() instanceof TrialCurve.CurveEnded);
        curve.clear();
        events.clear();

        // When
        StartTrial second =
                new StartTrial(
                        first.trial(),
                        2,
                        first.dataset(),
                        first.epochs(),
                        first.seed(),
                        first.hyperparameters(),
                        first.curveRules());
        send(Topic.TRIAL_QUEUE, second);
        await(() -> !iterations().isEmpty());
        send(
                Topic.TRIAL_STOPS,
                new StopTrial(first.trial(), 2, curve.getFirst().execution(), stop));
        await(() -> curve.getLast() instanceof TrialCurve.CurveEnded);

        // Then
        int epoch = ((TrialEvent.TrialStarted) events.getFirst()).resumedFromEpoch();
        assertThat(epoch).isPositive();
        assertThat(((TrialCurve.CurveStarted) curve.getFirst()).firstIteration())
                .isEqualTo(epoch * BATCHES + 1);
        assertThat(iterations().getFirst()).isEqualTo(epoch * BATCHES + 1);
        assertThat(events)
                .filteredOn(TrialEvent.EpochCompleted.class::isInstance)
                .first()
                .satisfies(told ->
                        assertThat(((TrialEvent.EpochCompleted) told).measurement().epoch())
                                .isEqualTo(1));
        assertThat(management().accept("text/plain").get("/q/metrics").asString())
                .contains("athanor_checkpoint_seconds_count");
    }

    @Test
    @Order(9)
    void handsItsTrialBackWhenItHasToLeave() throws Exception {
        // Given
        StartTrial trial = trial("released-1", 1000);
        send(Topic.TRIAL_QUEUE, trial);
        await(() -> !iterations().isEmpty());
        await(() -> deletionCost().equals("1"));

        // When
        long begun = System.nanoTime();
        slots.leave(new ShutdownEvent());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        awaitCurveEnd(trial.trial());

        // Then
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(events.getLast())
                .isEqualTo(
                        new TrialEvent.TrialReleased(
                                trial.trial(),
                                1,
                                curve.getFirst().execution(),
                                iterations().getLast()));
        assertThat(((TrialCurve.CurveEnded) curve.getLast()).outcome())
                .isEqualTo(TrialCurve.Outcome.RELEASED);
        assertThat(slots.alive()).isFalse();
        await(() -> deletionCost().equals("0"));
    }

    private static StartTrial trial(String id, int epochs) {
        return new StartTrial(
                TrialId.parse(id),
                1,
                "fashion-mnist-sample",
                epochs,
                7,
                Asked.hyperparameters(
                        """
                        {"network": "simple-cnn", "optimizer": "sgd", "learningRate": 0.01,
                         "momentum": 0.9, "batchSize": 2048}
                        """),
                CurveRules.DEFAULT);
    }

    private List<Integer> iterations() {
        return curve.stream()
                .filter(TrialCurve.IterationsCompleted.class::isInstance)
                .map(TrialCurve.IterationsCompleted.class::cast)
                .flatMap(block ->
                        IntStream.range(0, block.losses().size())
                                .mapToObj(i -> block.firstIteration() + i))
                .toList();
    }

    /// What Kubernetes was told last; empty before it was told anything.
    private String deletionCost() throws IOException {
        if (kubernetes.patches().isEmpty()) {
            return "";
        }
        String body = kubernetes.patches().getLast().body();
        return json.readTree(body)
                .at("/metadata/annotations/controller.kubernetes.io~1pod-deletion-cost")
                .asText();
    }

    private void send(Topic topic, Object message) throws Exception {
        sendBytes(topic, json.writeValueAsBytes(message));
    }

    private void sendBytes(Topic topic, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic.topicName(), "key", value)).get();
    }

    /// The curve's end and the final event come by two topics.
    private void awaitCurveEnd(TrialId trial) {
        await(() ->
                !curve.isEmpty()
                        && curve.getLast() instanceof TrialCurve.CurveEnded ended
                        && ended.trial().equals(trial)
                        && !(events.getLast() instanceof TrialEvent.TrialHeartbeat)
                        && !(events.getLast() instanceof TrialEvent.EpochCompleted)
                        && !(events.getLast() instanceof TrialEvent.TrialPrepared)
                        && !(events.getLast() instanceof TrialEvent.CheckpointSaved)
                        && !(events.getLast() instanceof TrialEvent.TrialStarted));
    }

    private void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    read();
                    return condition.call();
                });
    }

    private void read() throws IOException {
        for (var received : consumer.poll(Duration.ofMillis(100))) {
            if (received.topic().equals(Topic.TRIAL_EVENTS.topicName())) {
                events.add(json.readValue(received.value(), TrialEvent.class));
            } else if (received.topic().equals(Topic.TRIAL_CURVES.topicName())) {
                curve.add(json.readValue(received.value(), TrialCurve.class));
            } else {
                deadLetters.add(received);
            }
        }
    }
}
