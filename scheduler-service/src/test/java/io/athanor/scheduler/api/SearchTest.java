package io.athanor.scheduler.api;

import static io.athanor.scheduler.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Samplers, pruners and what studies teach, over HTTP.
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SearchTest {
    private static final String STUDIES = "/api/v1/studies";

    @Inject ObjectMapper json;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void awaitTheService() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe", "guided"})
    void takesEverySampler(String sampler) {
        create(
                        """
                        name: by-%s
                        sampler: {type: %s}
                        budget: {trials: 2}
                        space: {learningRate: {type: float, low: 1.0e-4, high: 0.1, log: true}}
                        """
                                .formatted(sampler, sampler))
                .statusCode(201)
                .body("spec.sampler.type", equalTo(sampler))
                .body("spec.pruner.type", equalTo("none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}|space is missing: at least one hyperparameter, or the sampler by-hand
                    {dropout: {type: float, low: 0.5, high: 0.1}}|space.dropout.low 0.5: at most high, 0.1
                    {dropot: {type: float, low: 0, high: 0.5}}|space.dropot is unknown, did you mean 'dropout'?
                    {dropout: {type: float, low: 0, high: 0.5, log: true}}|space.dropout.low 0: above 0 where log is true
                    {batchSize: {type: int, low: 32, high: 256, step: 33}}|space.batchSize.step 33: a step that leads from 32 to 256
                    {momentum: {type: float, low: 0, high: 0.9, when: {optimizer: [sgd]}}}|space.momentum.when.optimizer is neither in the space nor fixed
                    {dropout: {type: float, low: 0, high: 0.5, when: {dropout: [0.1]}}}|space: the conditions (when) of dropout go in a circle
                    {optimizer: {type: categorical, choices: [sgd], when: {network: [cnn]}}, network: {type: categorical, choices: [cnn], when: {optimizer: [sgd]}}}|space: the conditions (when) of optimizer, network go in a circle
                    """)
    void refusesABadSpaceWithOneClearError(String space, String message) {
        create("space: " + space)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors.message", equalTo(List.of(message)));
    }

    @Test
    void refusesTenThousandChoicesWithOneClearError() {
        String choices =
                IntStream.rangeClosed(1, 10_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "));

        create("space: {batchSize: {type: categorical, choices: [%s]}}".formatted(choices))
                .statusCode(422)
                .body(
                        "errors.message",
                        equalTo(List.of("space.batchSize.choices 10000: at most 1000 choices")));
    }

    @Test
    void startsFromTheTrialsOfAnEarlierStudy() throws Exception {
        // Given a study that found small dropouts to be good
        create(dropouts("earlier", 12, "")).statusCode(201);
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            for (int number = 1; number <= 12; number++) {
                String trial = "earlier-" + number;
                await().untilAsserted(() ->
                        given().get("/api/v1/trials/" + trial).then().statusCode(200));
                trainer.start(trial);
                trainer.measure(trial, 1, 1 - dropout(trial));
                trainer.complete(trial);
            }
        }
        await().untilAsserted(() ->
                given().get(STUDIES + "/earlier").then().body("state", equalTo("completed")));

        // When another one starts from it, and one does not
        create(dropouts("cold", 4, "")).statusCode(201);
        create(dropouts("later", 4, "warmStart: earlier")).statusCode(201);

        // Then it does not begin at random, as the other two do
        assertThat(dropout("cold-1")).isEqualTo(dropout("earlier-1"));
        assertThat(dropout("later-1")).isNotEqualTo(dropout("cold-1"));
        assertThat(List.of(1, 2, 3, 4))
                .extracting(number -> dropout("later-" + number))
                .filteredOn(dropout -> dropout < 0.3)
                .hasSizeGreaterThanOrEqualTo(3);
        given().get(STUDIES + "/later/importances").then().body("trials", equalTo(12));
    }

    private static double dropout(String trial) {
        return given().get("/api/v1/trials/" + trial)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getDouble("hyperparameters.dropout");
    }

    private static String dropouts(String name, int trials, String more) {
        return """
        name: %s
        %s
        seed: 5
        sampler: {type: tpe}
        budget: {trials: %d, parallelism: 4}
        space: {dropout: {type: float, low: 0, high: 0.9}}
        """
                .formatted(name, more, trials);
    }

    @Test
    void stopsATrialThatIsWorseThanOthersAndShowsWhy() throws Exception {
        create(
                        """
                        name: pruned
                        pruner: {type: asha, minEpochs: 1, reductionFactor: 2}
                        budget: {trials: 2, epochs: 4, parallelism: 2}
                        space: {learningRate: {type: float, low: 1.0e-4, high: 0.1, log: true}}
                        """)
                .statusCode(201);
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            trainer.start("pruned-1");
            trainer.start("pruned-2");
            trainer.measure("pruned-1", 1, 0.8);
            trainer.measure("pruned-2", 1, 0.4);
        }

        await().untilAsserted(() ->
                given().get("/api/v1/trials/pruned-2")
                        .then()
                        .body("stop.rule", equalTo("asha"))
                        .body("stop.evidence.value", equalTo(0.4f))
                        .body("stop.evidence.cutOff", equalTo(0.8f))
                        .body("stop.evidence.rung", equalTo(0.0f))
                        .body("stop.evidence.rank", equalTo(2.0f))
                        .body("stop.message", startsWith("it is not among the best")));
        given().get(STUDIES + "/pruned/trials?rule=asha")
                .then()
                .body("items.id", equalTo(List.of("pruned-2")))
                .body("total", equalTo(1));
        given().get(STUDIES + "/pruned/trials?rule=ashes").then().statusCode(422);
    }

    @Test
    void repeatsPointsRanksByTheirMeanAndSaysWhatMatters() throws Exception {
        create(
                        """
                        name: repeated
                        repeats: 2
                        budget: {trials: 4, parallelism: 4}
                        endWhen: {maxFailedTrials: 3, noImprovement: 10, target: 0.99}
                        space:
                          learningRate: {type: float, low: 1.0e-4, high: 0.1, log: true}
                          batchSize: {type: categorical, choices: [32, 64], ordered: true}
                        """)
                .statusCode(201)
                .body("spec.endWhen.maxFailedTrials", equalTo(3))
                .body("spec.space.batchSize.ordered", equalTo(true));
        double[] accuracies = {0.9, 0.3, 0.7, 0.7};
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            for (int number = 1; number <= 4; number++) {
                trainer.start("repeated-" + number);
                trainer.measure("repeated-" + number, 1, accuracies[number - 1]);
                trainer.complete("repeated-" + number);
            }
        }
        await().untilAsserted(() ->
                given().get(STUDIES + "/repeated")
                        .then()
                        .body("state", equalTo("completed"))
                        .body("best.trial", equalTo("repeated-3"))
                        .body("best.objective", equalTo(0.7f)));

        given().get(STUDIES + "/repeated/trials")
                .then()
                .body("items.id[0]", equalTo("repeated-3"))
                .body("items.mean[0]", equalTo(0.7f))
                .body("items.mean[3]", equalTo(0.6f))
                .body("items.repeats[3]", equalTo(1));
        given().get(STUDIES + "/repeated/importances")
                .then()
                .statusCode(200)
                .body("trials", equalTo(2))
                .body("pedAnova.keySet()", hasItems("learningRate", "batchSize"));
        // Warm start: only from a study that is over and looked for the same.
        create(warmStarted("warm", "repeated", "test_accuracy")).statusCode(201);
        create(warmStarted("cold-1", "nobody", "test_accuracy"))
                .statusCode(422)
                .body("errors[0].message", equalTo("warmStart 'nobody': the name of a study"));
        create(warmStarted("cold-2", "warm", "test_accuracy"))
                .statusCode(422)
                .body("errors[0].message", equalTo("warmStart 'warm': a study that is over"));
        create(warmStarted("cold-3", "repeated", "test_loss"))
                .statusCode(422)
                .body("errors[0].message", containsString("with the same objective"));
    }

    @Test
    void reportsTheStagesOfAGuidedStudy() throws Exception {
        create(
                        """
                        name: guided
                        sampler: {type: guided, stages: [batch-size, {name: learning-rate, trials: 3}]}
                        space:
                          learningRate: {type: float, low: 1.0e-4, high: 0.1, log: true}
                          batchSize: {type: categorical, choices: [32, 128]}
                        """)
                .statusCode(201)
                .body("spec.sampler.stages[0].search", equalTo("grid"))
                .body("spec.sampler.stages[0].trials", equalTo(3))
                .body("spec.sampler.stages[1].search", equalTo("tpe"))
                .body("spec.budget.trials", equalTo(6));
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            double[] accuracies = {0.5, 0.6, 0.4, 0.6, 0.8, 0.7};
            for (int number = 1; number <= 6; number++) {
                String trial = "guided-" + number;
                await().untilAsserted(() ->
                        given().get("/api/v1/trials/" + trial).then().statusCode(200));
                trainer.start(trial);
                trainer.measure(trial, 1, accuracies[number - 1]);
                trainer.complete(trial);
            }
        }
        await().untilAsserted(() ->
                given().get(STUDIES + "/guided").then().body("state", equalTo("completed")));

        given().get(STUDIES + "/guided/stages")
                .then()
                .body("stages.stage", equalTo(List.of("batch-size", "learning-rate")))
                .body("stages.state", equalTo(List.of("over", "over")))
                .body("stages[0].before", equalTo(0.5f))
                .body("stages[0].after", equalTo(0.6f))
                .body("stages[0].changed.keySet()", hasItems("batchSize"))
                .body("stages[1].after", equalTo(0.8f))
                .body("stages[1].best", equalTo(5));
        assertThat(given().get(STUDIES + "/guided/stages.csv").then().extract().asString().lines())
                .hasSize(3)
                .first()
                .isEqualTo("stage,state,trials,dataFraction,before,after,best,changed");
    }

    @Test
    void streamsEveryChangeOfAStudyAndGoesOnWhereAListenerLeft() throws Exception {
        create(
                        """
                        name: streamed
                        budget: {trials: 1}
                        space: {dropout: {type: float, low: 0, high: 0.5}}
                        """)
                .statusCode(201);
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            trainer.start("streamed-1");
            trainer.measure("streamed-1", 1, 0.5);
            trainer.complete("streamed-1");
        }

        List<String> all = events("streamed", null);

        assertThat(names(all))
                .containsExactly(
                        "study-created",
                        "trial-proposed",
                        "trial-queued",
                        "trial-claimed",
                        "epoch-recorded",
                        "trial-closed",
                        "study-closed");
        assertThat(names(events("streamed", ids(all).get(3))))
                .containsExactly("epoch-recorded", "trial-closed", "study-closed");
        assertThat(events("streamed", ids(all).getLast())).isEmpty();
        given().header("Last-Event-ID", "x")
                .get(STUDIES + "/streamed/events")
                .then()
                .statusCode(422)
                .body("errors", hasSize(1));
        given().get(STUDIES + "/nobody/events").then().statusCode(404);
    }

    /// The lines of the stream until the service ends it.
    @Test
    void aStreamGoesOnBehindWhatWasDecidedOfOtherStudies() throws Exception {
        // Given
        create("name: overtaken\nsampler: {type: by-hand}\nbudget: {trials: 1}").statusCode(201);
        fillTheLogBeside("overtaken");

        // When
        given().post(STUDIES + "/overtaken/cancel").then().statusCode(200);
        await().untilAsserted(() ->
                given().get(STUDIES + "/overtaken").then().body("state", equalTo("cancelled")));

        // Then
        assertThat(names(events("overtaken", null)))
                .startsWith("study-created")
                .endsWith("study-closed");
    }

    /// With more than is read at once.
    private void fillTheLogBeside(String study) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker),
                        new StringSerializer(),
                        new StringSerializer())) {
            int partition =
                    BuiltInPartitioner.partitionForKey(
                            Utils.utf8(study), producer.partitionsFor("study-log").size());
            for (int i = 0; i < 1_000; i++) {
                var _ =
                        producer.send(
                                new ProducerRecord<>("study-log", partition, "another", "{}"));
            }
        }
    }

    private List<String> events(String study, String lastEventId) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(service.resolve(STUDIES + "/" + study + "/events"))
                        .timeout(Duration.ofMinutes(1));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .toList();
        }
    }

    private static List<String> names(List<String> lines) {
        return fields("event: ", lines);
    }

    private static List<String> ids(List<String> lines) {
        return fields("id: ", lines);
    }

    private static List<String> fields(String field, List<String> lines) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(field)) {
                values.add(line.substring(field.length()));
            }
        }
        return values;
    }

    private static String warmStarted(String name, String from, String metric) {
        return """
        name: %s
        warmStart: %s
        objective: {metric: %s}
        sampler: {type: tpe}
        budget: {trials: 2}
        space: {learningRate: {type: float, low: 1.0e-4, high: 0.1, log: true}}
        """
                .formatted(name, from, metric);
    }

    private static ValidatableResponse create(String yaml) {
        return given().config(
                        io.restassured.RestAssured.config()
                                .encoderConfig(
                                        io.restassured.config.EncoderConfig.encoderConfig()
                                                .encodeContentTypeAs(
                                                        "application/yaml",
                                                        io.restassured.http.ContentType.TEXT)))
                .contentType("application/yaml")
                .body(yaml)
                .post(STUDIES)
                .then();
    }
}
