package io.athanor.scheduler.api;

import static io.athanor.scheduler.Management.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class StudiesTest {
    private static final String STUDIES = "/api/v1/studies";
    private static final String FULL_POINT =
            """
            "network": "simple-cnn", "optimizer": "sgd", "momentum": 0.9123456789, "dropout": 0.123456789,
            "weightDecay": 0.00123456789, "batchSize": 12345, "schedule.type": "reduce-on-plateau",
            "schedule.patience": 1234, "schedule.factor": 0.123456789,
            "schedule.minLearningRate": 0.00000123456789
            """;

    @BeforeEach
    void awaitTheService() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void createsAStudyAndShowsIt() {
        create(named("shown"))
                .statusCode(201)
                .header("Location", equalTo("/api/v1/studies/shown"))
                .body("id", equalTo("shown"))
                .body("state", equalTo("running"))
                .body("spec.dataset", equalTo("fashion-mnist-sample"))
                .body("spec.space.dropout.type", equalTo("float"));

        given().get(STUDIES + "/shown")
                .then()
                .statusCode(200)
                .body("id", equalTo("shown"))
                .body("spec.budget.trials", equalTo(4));
        given().get(STUDIES + "?size=1000")
                .then()
                .statusCode(200)
                .body("items.id", hasItem("shown"))
                .body("page", equalTo(1))
                .body("total", greaterThanOrEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/x-yaml", "text/yaml"})
    void readsYaml(String type) {
        String name = "yaml-" + type.replace('/', '-');

        yaml(type, "name: %s\nspace:\n  dropout: {type: float, low: 0.0, high: 0.5}\n", name)
                .statusCode(201)
                .body("id", equalTo(name));
    }

    @Test
    void givesANameToAStudyWithoutOne() {
        create("{\"space\": {\"dropout\": {\"type\": \"float\", \"low\": 0, \"high\": 0.5}}}")
                .statusCode(201)
                .body("id", matchesPattern("study-[0-9a-z]{8}"));
    }

    @Test
    void namesEveryFault() {
        create(
                        """
                        {"name": "Bad Name", "dataset": "imagenet", "budget": {"trials": 0},
                         "space": {"learningrate": {"type": "float", "low": 0, "high": 1},
                                   "batchSize": {"type": "int", "low": 64, "high": 32}}}
                        """)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("about:blank"))
                .body("title", equalTo("Unprocessable Content"))
                .body("status", equalTo(422))
                .body("detail", equalTo("5 faults: see errors"))
                .body(
                        "errors.field",
                        contains(
                                "name",
                                "dataset",
                                "space.learningrate",
                                "space.batchSize.low",
                                "budget.trials"))
                .body("errors[2].message", containsString("did you mean 'learningRate'?"))
                .body("errors[3].value", equalTo(64))
                .body("errors[3].allowed", equalTo("at most high, 32"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{\"seed\": 1, \"seed\": 2}",
                "{\"seed\": NaN}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                "\u0000"
            })
    void refusesWhatIsNoJson(String body) {
        create(body).statusCode(400).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "a: &a [x]\nb: [*a, *a]",
                "a: !!javax.script.ScriptEngineManager []",
                "seed: 1\nseed: 2",
                "seed: 1\n---\nseed: 2",
                "a: b: c",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void refusesWhatIsNoPlainYaml(String body) {
        yaml("application/yaml", "%s", body)
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void saysWhereABodyIsMalformed() {
        create("{\"seed\": 1,\n \"name\" 3}")
                .statusCode(400)
                .body("detail", containsString("line 2, column"));
    }

    @Test
    void refusesANameThatIsTaken() {
        create(named("taken")).statusCode(201);

        create(named("taken"))
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("choose another name"));
    }

    @Test
    void doesARequestOnceForAKey() {
        String body =
                "{\"space\": {\"dropout\": {\"type\": \"float\", \"low\": 0, \"high\": 0.5}}}";
        String first = keyed("key-1", body).statusCode(201).extract().path("id");

        keyed("key-1", body).statusCode(201).body("id", equalTo(first));
        keyed("key-2", body).statusCode(201).body("id", not(equalTo(first)));
        keyed("key-1", named("another"))
                .statusCode(422)
                .body("errors[0].field", equalTo("Idempotency-Key"));
        given().get(STUDIES + "/another").then().statusCode(404);
    }

    @Test
    void doesARequestWithANameOnceForAKey() {
        keyed("key-3", named("keyed")).statusCode(201);

        keyed("key-3", named("keyed")).statusCode(201).body("id", equalTo("keyed"));
        keyed("key-4", named("keyed")).statusCode(409);
    }

    @Test
    void changesAStudy() {
        create(named("changing")).statusCode(201);

        change("changing", "{\"budget\": {\"trials\": 9, \"parallelism\": 3}, \"paused\": true}")
                .statusCode(200)
                .body("spec.budget.trials", equalTo(9))
                .body("spec.budget.parallelism", equalTo(3))
                .body("state", equalTo("paused"));
        change("changing", "{\"paused\": false}").statusCode(200).body("state", equalTo("running"));
        change("changing", "{\"parallelism\": 3}").statusCode(422);
        change("changing", "{\"budget\": {\"trials\": 1}}")
                .statusCode(409)
                .body("detail", containsString("proposed already"));
        change("nobody", "{\"paused\": false}").statusCode(404);
    }

    @Test
    void cancelsAStudy() {
        create(named("cancelled")).statusCode(201);

        given().post(STUDIES + "/cancelled/cancel")
                .then()
                .statusCode(200)
                .body("state", equalTo("cancelled"));
        given().post(STUDIES + "/cancelled/cancel").then().statusCode(200);
        change("cancelled", "{\"paused\": true}").statusCode(409);
        given().contentType(ContentType.JSON)
                .body("{\"hyperparameters\": {}}")
                .post(STUDIES + "/cancelled/trials")
                .then()
                .statusCode(409);
    }

    @Test
    void takesPointsByHandAsFarAsTheBudgetGoes() {
        create(
                        """
                        {"name": "by-hand", "sampler": {"type": "by-hand"},
                         "budget": {"trials": 2, "parallelism": 1}}
                        """)
                .statusCode(201);

        enqueue("by-hand", "{\"hyperparameters\": {\"batchSize\": 32}}")
                .statusCode(202)
                .body("study", equalTo("by-hand"))
                .body("point.batchSize", equalTo(32));
        enqueue("by-hand", "{\"hyperparameters\": {\"batchSize\": 64}}").statusCode(202);
        enqueue("by-hand", "{\"hyperparameters\": {\"batchSize\": 96}}")
                .statusCode(409)
                .body("detail", containsString("raise budget.trials first"));
        enqueue("by-hand", "{\"hyperparameters\": {\"batchsize\": 96}}").statusCode(422);
        given().get(STUDIES + "/by-hand/trials?sort=number")
                .then()
                .body("items[0].hyperparameters.batchSize", equalTo(32));
    }

    @Test
    void answersWithAProblemWhereThereIsNothing() {
        for (String path :
                new String[] {
                    STUDIES + "/nobody",
                    STUDIES + "/No%20Name",
                    STUDIES + "/nobody/trials",
                    STUDIES + "/nobody/trials.csv",
                    "/api/v1/nothing",
                    "/nothing"
                }) {
            given().get(path)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("status", equalTo(404));
        }
        given().get(STUDIES + "/nobody").then().body("detail", equalTo("no study 'nobody'"));
    }

    @Test
    void answersWithAProblemToAWrongMethodOrType() {
        given().delete(STUDIES)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("detail", containsString("/q/openapi"));
        given().contentType("text/plain")
                .body("x")
                .post(STUDIES)
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("detail", containsString("application/yaml"));
        given().accept("image/png")
                .get(STUDIES)
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
    }

    @Test
    void answersWithAProblemToABodyThatIsTooLarge() {
        create("[%s]".formatted("1,".repeat(600_000)))
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", equalTo("a body has at most 1048576 bytes"));
    }

    @Test
    void answersWithAProblemToALargeBodyThatDoesNotSaySo() throws Exception {
        // Given
        byte[] body = "[%s]".formatted("1,".repeat(600_000)).getBytes(StandardCharsets.UTF_8);
        HttpRequest chunked =
                HttpRequest.newBuilder(uri(STUDIES))
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(body)))
                        .build();

        // When
        try (HttpClient client = http()) {
            HttpResponse<String> answer =
                    client.send(chunked, HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(
                            type -> assertThat(type).startsWith("application/problem+json"));
        }
    }

    @Test
    void refusesAStudyThatDoesNotFitARecord() {
        String points =
                IntStream.range(0, 1_000)
                        .mapToObj(
                                i -> "{\"learningRate\": 0.0012345%d, %s}".formatted(i, FULL_POINT))
                        .collect(Collectors.joining(","));

        create(
                        "{\"sampler\": {\"type\": \"by-hand\"}, \"budget\": {\"trials\": 1000}, \"points\": [%s]}"
                                .formatted(points))
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("fewer points"));
    }

    @Test
    void refusesFurtherPointsWhereThoseThatWaitFillARecord() {
        String point = "{\"learningRate\": 0.0012345%d, %s}";
        String enqueued = "{\"hyperparameters\": %s}";
        String points =
                IntStream.range(0, 840)
                        .mapToObj(i -> point.formatted(i, FULL_POINT))
                        .collect(Collectors.joining(","));
        create(
                        "{\"name\": \"filled\", \"sampler\": {\"type\": \"by-hand\"}, \"budget\": {\"trials\": 1000}, \"points\": [%s]}"
                                .formatted(points))
                .statusCode(201);

        List<Integer> statuses =
                IntStream.range(1000, 1100)
                        .mapToObj(i ->
                                given().contentType("application/json")
                                        .body(enqueued.formatted(point.formatted(i, FULL_POINT)))
                                        .post(STUDIES + "/filled/trials")
                                        .statusCode())
                        .takeWhile(status -> status == 202)
                        .toList();

        assertThat(statuses).hasSizeLessThan(100);
        given().contentType("application/json")
                .body(enqueued.formatted(point.formatted(1100, FULL_POINT)))
                .post(STUDIES + "/filled/trials")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", containsString("points wait already"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "application/", "/", "application/json; charset=klingon"})
    void answersWithAProblemToAStrangeContentType(String type) throws Exception {
        assertProblem(
                HttpRequest.newBuilder(uri(STUDIES))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString("{"))
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%00", "/%ff", "/a?size=%zz", "/a/trials?sort=%00", "/..%2f..%2fetc"})
    void answersWithAProblemToAStrangePath(String path) throws Exception {
        assertProblem(
                HttpRequest.newBuilder(URI.create(uri(STUDIES) + path.replace("%zz", "%25zz")))
                        .build());
    }

    @Test
    void takesABodyWithoutATypeForJson() throws Exception {
        assertProblem(
                HttpRequest.newBuilder(uri(STUDIES))
                        .POST(HttpRequest.BodyPublishers.ofString("{"))
                        .build());
    }

    private static HttpClient http() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static URI uri(String path) {
        return URI.create(RestAssured.baseURI + ":" + RestAssured.port + path);
    }

    private static void assertProblem(HttpRequest request) throws Exception {
        try (HttpClient client = http()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isBetween(400, 499);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(answer.statusCode() + " " + answer.body())
                    .hasValueSatisfying(
                            type -> assertThat(type).startsWith("application/problem+json"));
        }
    }

    @Test
    void refusesAQueryWithEveryFault() {
        create(named("queried")).statusCode(201);

        given().get(STUDIES + "/queried/trials?page=0&size=1001&sort=luck&state=lost")
                .then()
                .statusCode(422)
                .body("errors.field", contains("state", "sort", "page", "size"));
        given().get(STUDIES + "/queried/trials?page=2&state=failed")
                .then()
                .statusCode(200)
                .body("items", empty())
                .body("page", equalTo(2))
                .body("size", equalTo(50));
    }

    @Test
    void wantsATrainerForEachTrialWithinTheParallelism() {
        int before = management().get("/internal/autoscale").then().extract().path("wanted");
        create(named("wanting")).statusCode(201);

        management()
                .get("/internal/autoscale")
                .then()
                .statusCode(200)
                .body("wanted", greaterThanOrEqualTo(before + 2));
        given().post(STUDIES + "/wanting/cancel").then().statusCode(200);
    }

    @Test
    void isReadyWhenTheTopologyRuns() {
        create(named("ready")).statusCode(201);

        management()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'Scheduler topology' }.data.state",
                        equalTo("RUNNING"));
    }

    @Test
    void describesItself() {
        given().get("/q/swagger-ui/").then().statusCode(200);
        given().accept(ContentType.JSON)
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Athanor scheduler"))
                .body("paths.'/api/v1/studies'.post.summary", equalTo("Create a study"))
                .body("paths.'/api/v1/trials'.post.responses.'422'", not(nullValue()))
                .body(answer("importances", "application/json"), not(nullValue()))
                .body(answer("stages", "application/json"), not(nullValue()))
                .body(answer("events", "text/event-stream"), not(nullValue()))
                .body("paths.keySet()", hasSize(greaterThanOrEqualTo(10)));
    }

    private static String answer(String path, String mediaType) {
        return "paths.'/api/v1/studies/{study}/%s'.get.responses.'200'.content.'%s'.examples.%s.value"
                .formatted(path, mediaType, path);
    }

    private static String named(String name) {
        return """
        {"name": "%s", "budget": {"trials": 4, "parallelism": 2},
         "space": {"dropout": {"type": "float", "low": 0, "high": 0.5}}}
        """
                .formatted(name);
    }

    private static ValidatableResponse create(String body) {
        return given().contentType(ContentType.JSON).body(body).post(STUDIES).then();
    }

    private static ValidatableResponse keyed(String key, String body) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(STUDIES)
                .then();
    }

    private static ValidatableResponse change(String study, String body) {
        return given().contentType(ContentType.JSON).body(body).patch(STUDIES + "/" + study).then();
    }

    private static ValidatableResponse enqueue(String study, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(STUDIES + "/" + study + "/trials")
                .then();
    }

    private static ValidatableResponse yaml(String type, String format, String text) {
        return given().config(
                        RestAssuredConfig.config()
                                .encoderConfig(
                                        EncoderConfig.encoderConfig()
                                                .encodeContentTypeAs(type, ContentType.TEXT)))
                .contentType(type)
                .body(format.formatted(text))
                .post(STUDIES)
                .then();
    }
}
