package io.athanor.scheduler.api;

import static io.athanor.scheduler.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class TrialsTest {
    private static final String TRIALS = "/api/v1/trials";

    @Inject ObjectMapper json;

    @BeforeEach
    void awaitTheService() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    @TestHTTPResource String url;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "athanor.checkpoints.folder")
    Path checkpoints;

    private FakeTrainer trainer;

    @BeforeEach
    void startTrainer() {
        trainer = new FakeTrainer(bootstrapServers, json);
    }

    @AfterEach
    void stopTrainer() {
        trainer.close();
    }

    @Test
    void trainsOneTrialByItself() {
        post("""
        {"name": "single", "epochs": 3, "seed": 3, "hyperparameters": {"learningRate": 0.01}}
        """)
                .statusCode(201)
                .header("Location", equalTo("/api/v1/trials/single-1"))
                .body("id", equalTo("single-1"))
                .body("study", equalTo("single"))
                .body("number", equalTo(1))
                .body("state", equalTo("waiting"))
                .body("attempt", equalTo(1))
                .body("hyperparameters.learningRate", equalTo(0.01f))
                .body("hyperparameters.schedule.type", equalTo("constant"))
                .body("point", equalTo(java.util.Map.of("learningRate", 0.01f)))
                .body("$", not(hasKey("trial")));

        given().get(TRIALS + "/single-1").then().statusCode(200).body("id", equalTo("single-1"));
    }

    @Test
    void allOfATrialHasADefault() {
        post("{}")
                .statusCode(201)
                .body("id", org.hamcrest.Matchers.matchesPattern("trial-[0-9a-z]{8}-1"));
    }

    @Test
    void doesARequestOnceForAKey() {
        String first = keyed("trial-key", "{\"seed\": 1}").statusCode(201).extract().path("id");

        keyed("trial-key", "{\"seed\": 1}").statusCode(201).body("id", equalTo(first));
        keyed("trial-key", "{\"seed\": 2}").statusCode(422);
    }

    @Test
    void namesEveryFault() {
        post("""
        {"epochs": 0, "hyperparameters": {"learningRate": 0, "batchSize": 0.5, "optimiser": "sgd"}}
        """)
                .statusCode(422)
                .contentType("application/problem+json")
                .body(
                        "errors.message",
                        contains(
                                "hyperparameters.learningRate 0: above 0, at most 1000",
                                "hyperparameters.batchSize 0.5: a whole number, 1 to 65536",
                                "hyperparameters.optimiser is unknown, did you mean 'optimizer'?",
                                "epochs 0: a whole number, 1 to 2000"));
    }

    @Test
    void stopsAWaitingTrialAtOnce() {
        post("{\"name\": \"unstarted\"}").statusCode(201);

        given().post(TRIALS + "/unstarted-1/stop")
                .then()
                .statusCode(200)
                .body("state", equalTo("stopped"))
                .body("stop.rule", equalTo("cancelled"));
        given().post(TRIALS + "/unstarted-1/stop").then().statusCode(200);
    }

    @Test
    void asksARunningTrialToStop() throws Exception {
        post("{\"name\": \"started\"}").statusCode(201);
        trainer.start("started-1");
        awaitState("started-1", "running");

        given().post(TRIALS + "/started-1/stop")
                .then()
                .statusCode(200)
                .body("state", equalTo("running"))
                .body("stop.rule", equalTo("cancelled"));
    }

    @Test
    void ranksTheTrialsOfAStudyAndExportsThem() throws Exception {
        // Given
        given().contentType(ContentType.JSON)
                .body(
                        """
                        {"name": "ranked", "sampler": {"type": "by-hand"},
                         "budget": {"trials": 3, "parallelism": 3, "epochs": 2},
                         "points": [{"batchSize": 16}, {"batchSize": 32}, {"batchSize": 48}]}
                        """)
                .post("/api/v1/studies")
                .then()
                .statusCode(201);
        for (String trial : List.of("ranked-1", "ranked-2")) {
            trainer.start(trial);
            trainer.measure(trial, 1, trial.endsWith("1") ? 0.75 : 0.85);
        }
        trainer.complete("ranked-2");
        awaitState("ranked-2", "completed");
        // What may still change is told to readers a little later than what is final.
        awaitField("ranked-1", "objective", 0.75f);

        // When
        String board = "/api/v1/studies/ranked/trials";
        String csv = given().get(board + ".csv").then().statusCode(200).extract().asString();

        // Then
        given().get(board).then().body("items.number", contains(2, 1, 3));
        given().get(board + "?sort=-objective").then().body("items.number", contains(1, 2, 3));
        given().get(board + "?sort=number").then().body("items.number", contains(1, 2, 3));
        given().get(board + "?sort=-number").then().body("items.number", contains(3, 2, 1));
        given().get(board + "?sort=state")
                .then()
                .body("items.state", contains("waiting", "running", "completed"));
        given().get(board + "?state=running").then().body("items.number", contains(1));
        given().get(board + "?size=2&page=2")
                .then()
                .body("items", hasSize(1))
                .body("total", equalTo(3));
        given().get("/api/v1/studies/ranked").then().body("best.trial", equalTo("ranked-2"));
        assertThat(csv.lines()).hasSize(4);
        assertThat(csv.lines().findFirst().orElseThrow())
                .startsWith(
                        "trial,number,state,attempt,objective,epochs,network,dropout,optimizer");
        assertThat(csv.lines().skip(2).findFirst().orElseThrow())
                .startsWith(
                        "ranked-2,2,completed,1,0.85,1,cnn,0.5,adam,0.001,0.0,0.0,constant,32,");
    }

    @Test
    void servesTheWeightsThatATrialSaved() throws Exception {
        post("{\"name\": \"saved\"}").statusCode(201);
        given().get(TRIALS + "/saved-1/model").then().statusCode(404);
        Path folder = checkpoints.resolve("saved").resolve("1");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("best.safetensors"), "best");
        Files.writeString(folder.resolve("last.safetensors"), "last");
        Files.writeString(folder.resolve("network.json"), "{\"classes\": 10}");

        given().get(TRIALS + "/saved-1/model")
                .then()
                .statusCode(200)
                .header("Content-Disposition", "attachment; filename=\"saved-1-best.safetensors\"")
                .body(equalTo("best"));
        given().get(TRIALS + "/saved-1/model?weights=last").then().body(equalTo("last"));
        given().get(TRIALS + "/saved-1/network").then().body("classes", equalTo(10));
        given().get(TRIALS + "/saved-1/model?weights=worst").then().statusCode(422);
        given().get(TRIALS + "/..%2F..-1/model").then().statusCode(404);
    }

    @Test
    void warnsOfAnAttentionThatDoesNothing() {
        post("{\"hyperparameters\": {\"network\": \"se-cca\"}}")
                .statusCode(201)
                .body("hyperparameters.network", equalTo("se-cca"))
                .body("warnings[0]", containsString("only halves the values"));
        post("{}").statusCode(201).body("$", not(hasKey("warnings")));
    }

    @Test
    void checksANetworkAgainstTheImagesOfADeclaredFolder() {
        post("{\"dataset\": \"tiny-faces\", \"hyperparameters\": {\"depth\": 4}}").statusCode(201);
        post("{\"dataset\": \"tiny-faces\", \"hyperparameters\": {\"depth\": 5}}")
                .statusCode(422)
                .body("errors[0].message", containsString("images of 3x16x16 cannot go through"));
        given().get("/api/v1/datasets")
                .then()
                .body("find { it.name == 'tiny-faces' }.classes", equalTo(4));
    }

    @Test
    void listsWhatATrialMayAskFor() {
        given().get("/api/v1/hyperparameters")
                .then()
                .statusCode(200)
                .body("find { it.name == 'dropout' }.values", equalTo("0 to below 1"))
                .body("find { it.name == 'dropout' }.default", equalTo(0.5f))
                .body("name", hasItem("blocks.*.filters"));
    }

    @Test
    void forwardsTheLossesOfATrial() {
        given().get(TRIALS + "/any-1/losses?from=10&points=20")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("asked", equalTo("/api/v1/trials/any-1/losses?from=10&points=20"));
    }

    @Test
    void forwardsTablesWeightsAndTheDiagnosisOfATrial() {
        for (String what : List.of("losses.csv", "epochs.csv", "weights", "diagnosis")) {
            given().get(TRIALS + "/any-1/" + what)
                    .then()
                    .statusCode(200)
                    .body("asked", equalTo("/api/v1/trials/any-1/" + what));
        }
    }

    @Test
    void forwardsTheEventsOfATrialAsTheyCome() throws Exception {
        URI uri = URI.create(url.replaceAll("/$", "") + TRIALS + "/live-1/losses/stream");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
            Iterator<String> lines = answer.body().iterator();

            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(lines.next()).isEqualTo("data:first");
            // Only now is there a second event.
            given().get(TRIALS + "/live-1/diagnosis").then().statusCode(200);
            assertThat(lines).toIterable().containsExactly("", "data:last", "");
        }
    }

    @Test
    void saysThatTheMetricsServiceDoesNotAnswer() {
        given().get(TRIALS + "/mute-1/losses")
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("detail", containsString("metrics service"));
    }

    @Test
    void answersWithAProblemWhereThereIsNoTrial() {
        for (String trial : List.of("nobody-1", "nobody", "nobody-0", "No%20Body-1")) {
            given().get(TRIALS + "/" + trial)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
            given().post(TRIALS + "/" + trial + "/stop").then().statusCode(404);
        }
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON).body(body).post(TRIALS).then();
    }

    private static ValidatableResponse keyed(String key, String body) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(TRIALS)
                .then();
    }

    private static void awaitState(String trial, String state) {
        awaitField(trial, "state", state);
    }

    private static void awaitField(String trial, String field, Object value) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> given().get(TRIALS + "/" + trial).then().body(field, equalTo(value)));
    }
}
