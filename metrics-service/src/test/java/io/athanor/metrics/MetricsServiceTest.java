package io.athanor.metrics;

import static io.athanor.metrics.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole service against a real broker.
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class MetricsServiceTest {
    /// Beside those of one kind, `_bucket` and so on, that a histogram has.
    private static final Set<String> NAMES =
            Set.of(
                    "athanor_trials_total",
                    "athanor_trials",
                    "athanor_iterations_total",
                    "athanor_samples_total",
                    "athanor_epochs_total",
                    "athanor_stops_total",
                    "athanor_trial_loss",
                    "athanor_trial_loss_smoothed",
                    "athanor_trial_accuracy",
                    "athanor_trial_epoch",
                    "athanor_trial_learning_rate",
                    "athanor_trial_info",
                    "athanor_study_best_objective",
                    "athanor_epochs_saved_total",
                    "athanor_stop_latency_seconds",
                    "athanor_trial_duration_seconds",
                    "athanor_event_lag_seconds",
                    "athanor_trial_series_dropped_total",
                    "athanor_dead_letters_total",
                    "athanor_study_state",
                    "athanor_states_forgotten_total",
                    "athanor_stream_listeners");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @TestHTTPResource String url;

    @Inject ObjectMapper mapper;
    @Inject KafkaStreams streams;

    /// The common pool has too few threads where there are few cores.
    private final ExecutorService listeners = Executors.newCachedThreadPool();

    private KafkaProducer<String, String> producer;

    @BeforeEach
    void connect() {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringSerializer(),
                        new StringSerializer());
    }

    @AfterEach
    void disconnect() {
        producer.close();
        listeners.shutdownNow();
    }

    @Test
    void boundsWhatItsStoresKeepAndWatchesTheWallClock() {
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(streams.metrics().entrySet())
                                .filteredOn(metric ->
                                        metric.getKey().name().equals("block-cache-capacity"))
                                .isNotEmpty()
                                .allMatch(metric ->
                                        metric.getValue()
                                                .metricValue()
                                                .equals(BigInteger.valueOf(32L << 20))));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("clock-guard");
    }

    @Test
    void stopsAPlateauShowsItWhileItLivesAndKeepsItsCurve() throws Exception {
        Curves trial = Curves.of("flat-1");

        send(trial, trial.started());
        for (TrialCurve record : trial.records(1, 20, Curves.plateau(1_000, 7))) {
            send(trial, record);
        }
        send(trial, trial.epoch(10, 0.75));

        StopTrial stop =
                mapper.readValue(
                        read("trial-stops", "flat-1", 1).getFirst().value(), StopTrial.class);
        assertThat(stop.trial()).isEqualTo(trial.trial());
        assertThat(stop.execution()).isEqualTo(trial.execution());
        assertThat(stop.stop().rule()).isEqualTo(Stop.Rule.PLATEAU);
        assertThat(stop.stop().evidence()).containsKeys("smoothedLoss", "threshold");
        String labels = "{study=\"flat\",trial=\"flat-1\"";
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(metrics())
                                .contains("athanor_trial_loss" + labels)
                                .contains("athanor_trial_loss_smoothed" + labels)
                                .contains("athanor_trial_learning_rate" + labels)
                                .contains("athanor_trial_accuracy{")
                                .contains("athanor_trial_info{")
                                .contains("athanor_iterations_total{study=\"flat\",} 1000.0")
                                .contains("athanor_samples_total{study=\"flat\",} 64000.0"));

        send(trial, trial.ended(1_000, Outcome.STOPPED));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(metrics())
                                .doesNotContain("flat-1")
                                .contains("athanor_stop_latency_seconds_count 1.0"));
        given().get("/api/v1/trials/flat-1/losses?points=50&from=101")
                .then()
                .statusCode(200)
                .body("trial", equalTo("flat-1"))
                .body("points", hasSize(50))
                .body("points[0][0]", equalTo(101))
                .body("points[-1][0]", equalTo(1_000))
                .body("smoothed.size()", greaterThan(10))
                .body("epochs[0].testAccuracy", equalTo(0.7f));
    }

    @Test
    void exportsACurveAsTables() throws Exception {
        Curves trial = Curves.of("table-1");
        send(trial, trial.started());
        send(trial, trial.iterations(1, 2.5f, 2f, 1.5f, 1f, Float.NaN));
        send(trial, trial.epoch(1, 0.75));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(text("/api/v1/trials/table-1/epochs.csv").lines())
                                .containsExactly(
                                        "epoch,iterations,trainLoss,trainAccuracy,testLoss,testAccuracy,validationLoss,validationAccuracy,learningRate,seconds",
                                        "1,100,0.7,0.75,0.8,0.7,,,0.1,1.5"));
        assertThat(text("/api/v1/trials/table-1/losses.csv").lines())
                .containsExactly(
                        "iteration,loss,smoothed",
                        "1,2.5,",
                        "2,2.0,2.2487438",
                        "3,1.5,",
                        "4,1.0,1.7437187",
                        "5,NaN,1.7437187");
        given().get("/api/v1/trials/nobody-1/losses.csv").then().statusCode(404);
    }

    @Test
    void streamsACurveToItsEnd() throws Exception {
        Curves trial = Curves.of("live-1");
        send(trial, trial.started());
        send(trial, trial.iterations(1, 3f, 2f));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> given().get("/api/v1/trials/live-1/losses").statusCode() == 200);
        BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();

        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> follow("live-1", events));
        assertThat(event(events).at("/points").toString()).isEqualTo("[[1,3.0],[2,2.0]]");
        send(trial, trial.iterations(3, 1f));
        assertThat(event(events).at("/points").toString()).isEqualTo("[[3,1.0]]");
        send(trial, trial.epoch(1, 0.75));
        assertThat(event(events).at("/epochs/0/testAccuracy").doubleValue()).isEqualTo(0.7);
        Curves second = trial.again(2, "second");
        send(second, second.started());
        assertThat(event(events).at("/restartedFrom").intValue()).isEqualTo(1);
        send(second, second.iterations(1, 5f));
        assertThat(event(events).at("/points").toString()).isEqualTo("[[1,5.0]]");
        send(second, second.ended(1, Outcome.COMPLETED));

        assertThat(event(events).at("/outcome").textValue()).isEqualTo("completed");
        end.get(20, TimeUnit.SECONDS);
        given().get("/api/v1/trials/nobody-1/losses/stream").then().statusCode(404);
    }

    @Test
    void showsListenersOfASilentTrialThatItIsThereAndRefusesMoreThanItHasRoomFor()
            throws Exception {
        Curves trial = Curves.of("silent-1");
        send(trial, trial.started());
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> given().get("/api/v1/trials/silent-1/losses").statusCode() == 200);
        List<BlockingQueue<String>> heard = new ArrayList<>();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int i = 0; i < BrokerResource.LISTENERS; i++) {
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            heard.add(lines);
            ends.add(CompletableFuture.runAsync(() -> listen("silent-1", lines::add), listeners));
        }
        for (BlockingQueue<String> lines : heard) {
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> lines.stream().filter(line -> line.startsWith(":")).count() >= 2);
        }

        given().get("/api/v1/trials/silent-1/losses/stream")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("detail", containsString("athanor.metrics.streams.listeners"));

        send(trial, trial.ended(0, Outcome.COMPLETED));
        for (CompletableFuture<Void> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> metrics().contains("athanor_stream_listeners 0.0"));
    }

    @Test
    void showsTheWeightsOfTheStartAndTheLatestEpoch() throws Exception {
        Curves trial = Curves.of("heavy-1");
        send(trial, trial.started());
        send(trial, trial.weights(0, 0.25));
        send(trial, trial.weights(1, 0.5));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        given().get("/api/v1/trials/heavy-1/weights")
                                .then()
                                .statusCode(200)
                                .body("trial", equalTo("heavy-1"))
                                .body("attempt", equalTo(1))
                                .body("start.epoch", equalTo(0))
                                .body("start.parameters[0].mean", equalTo(0.25f))
                                .body("latest.epoch", equalTo(1))
                                .body("latest.parameters[0].name", equalTo("features.0.weight"))
                                .body("latest.parameters[0].histogram", hasSize(3))
                                .body("latest.parameters[0].filters.values", hasSize(2)));
        given().get("/api/v1/trials/nobody-1/weights")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void diagnosesATrialWhileItRunsAndWhenItHasFinished() throws Exception {
        Curves trial = Curves.of("doctor-1");
        float[] losses = Curves.noisy(300, 7, t -> 1.6 + 0.6 * Math.exp(-t / 50.0));
        send(trial, trial.started());
        send(trial, trial.iterations(1, losses));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        given().get("/api/v1/trials/doctor-1/diagnosis")
                                .then()
                                .statusCode(200)
                                .body("trial", equalTo("doctor-1"))
                                .body("verdict", equalTo("too-early-to-say"))
                                .body("finished", equalTo(false))
                                .body("numbers.guessingLoss", equalTo(2.3025851f))
                                .body("remedy", not(emptyString())));
        for (int epoch = 1; epoch <= 3; epoch++) {
            send(trial, trial.epoch(epoch, 0.45));
        }
        send(trial, trial.ended(300, Outcome.COMPLETED));

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        given().get("/api/v1/trials/doctor-1/diagnosis")
                                .then()
                                .statusCode(200)
                                .body("verdict", equalTo("underfits"))
                                .body("finished", equalTo(true))
                                .body("numbers.trainAccuracy", equalTo(0.45f))
                                .body("remedy", containsString("deeper")));
        given().get("/api/v1/trials/nobody-1/diagnosis")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void showsTheNamesThatDashboardsUseAndPromtoolFindsNoFault() throws Exception {
        Curves trial = Curves.of("named-1");
        Instant now = Instant.now();
        send(trial, trial.started());
        send(trial, trial.iterations(1, 2.3f));
        send(trial, trial.epoch(1, 0.5));
        producer.send(new ProducerRecord<>("trial-curves", "named-1", "malformed")).get();
        TrialRecord ended =
                Studies.trial("named-2", TrialState.COMPLETED, Duration.ofSeconds(40), now);
        producer.send(new ProducerRecord<>("trials", ended.key(), json(ended))).get();
        producer.send(
                        new ProducerRecord<>(
                                "studies", "named", json(Studies.running("named", 1, 0))))
                .get();

        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(names(metrics())).containsAll(NAMES));

        assertThat(metrics())
                .contains(
                        "athanor_trials{state=\"running\",study=\"named\",} 1.0",
                        "athanor_trials_total{study=\"named\",outcome=\"completed\",} 1.0",
                        "athanor_stops_total{rule=\"not-learning\",study=\"named\",} 0.0",
                        "athanor_study_best_objective{study=\"named\",} 0.75",
                        "athanor_trial_accuracy{split=\"test\",study=\"named\",trial=\"named-1\",}",
                        "athanor_trial_duration_seconds_bucket{outcome=\"completed\",study=\"named\",le=\"60.0\",} 1.0");
        assertThat(Promtool.complaints(metrics(), "athanor_")).isEmpty();
    }

    @Test
    void sendsAMalformedRecordToTheDeadLettersAndGoesOn() throws Exception {
        Curves trial = Curves.of("poison-1");

        producer.send(new ProducerRecord<>("trial-curves", "poison-1", "{\"type\":\"curve-st"))
                .get();
        producer.send(
                        new ProducerRecord<>(
                                "trial-curves", "poison-1", "{\"type\":\"curve-ended\"}"))
                .get();
        send(trial, trial.started());
        send(trial, trial.iterations(1, 2.3f, Float.NaN));

        List<ConsumerRecord<String, String>> letters =
                read("trial-curves-dead-letter", "poison-1", 2);
        assertThat(letters.getFirst().value()).isEqualTo("{\"type\":\"curve-st");
        assertThat(letters.getFirst().key()).isEqualTo("poison-1");
        assertThat(
                        new String(
                                letters.getFirst().headers().lastHeader("athanor-reason").value(),
                                StandardCharsets.UTF_8))
                .contains("JsonEOFException");
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        given().get("/api/v1/trials/poison-1/losses")
                                .then()
                                .statusCode(200)
                                .body("points[0][0]", equalTo(1))
                                .body("points[1][0]", equalTo(2))
                                .body("points[1][1]", equalTo(null)));
        assertThat(metrics()).contains("athanor_dead_letters_total{topic=\"trial-curves\",}");
    }

    @Test
    void refusesWhatItCannotAnswer() {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        given().get("/api/v1/trials/nobody-1/losses")
                                .then()
                                .statusCode(404)
                                .contentType("application/problem+json"));
        given().get("/api/v1/trials/nonsense/losses").then().statusCode(404);
        given().get("/api/v1/trials/nobody-1/losses?from=zero&points=1")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", equalTo(List.of("from", "points")));
    }

    @Test
    void isReadyAndDescribed() {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
        management().get("/q/health/live").then().statusCode(200);
        assertThat(given().get("/q/openapi").asString()).contains("/api/v1/trials/{trial}/losses");
    }

    /// Reads server-sent events until they end.
    private void follow(String trial, BlockingQueue<JsonNode> events) {
        listen(
                trial,
                line -> {
                    if (line.startsWith("data:")) {
                        events.add(parsed(line.substring("data:".length())));
                    }
                });
    }

    private void listen(String trial, Consumer<String> lines) {
        URI uri =
                URI.create(url.replaceAll("/$", "") + "/api/v1/trials/" + trial + "/losses/stream");
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines())
                    .body()
                    .forEach(lines);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode parsed(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JsonNode event(BlockingQueue<JsonNode> events) throws InterruptedException {
        JsonNode event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("an event within 20 seconds").isNotNull();
        return event;
    }

    private static String text(String path) {
        return given().get(path)
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString();
    }

    private void send(Curves trial, TrialCurve record) throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                "trial-curves",
                                trial.trial().toString(),
                                mapper.writerFor(TrialCurve.class).writeValueAsString(record)))
                .get();
    }

    private String json(Object record) throws JsonProcessingException {
        return mapper.writeValueAsString(record);
    }

    private static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("# HELP athanor_"))
                .map(line -> line.split(" ", 4)[2])
                .collect(Collectors.toSet());
    }

    private static String metrics() {
        return management().accept("text/plain").get("/q/metrics").asString();
    }

    private List<ConsumerRecord<String, String>> read(String topic, String key, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        "test-" + topic,
                        "auto.offset.reset",
                        "earliest");
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            if (key.equals(record.key())) {
                                read.add(record);
                            }
                        }
                        return read.size() >= count;
                    });
        }
        return read;
    }
}
