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
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.scheduler.Surroundings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a page asks: templates, checks, tables, pictures of many trials, the fleet, and its files.
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class TablesTest {
    private static final String STUDIES = "/api/v1/studies";

    @Inject ObjectMapper json;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker;

    @BeforeEach
    void awaitTheService() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> management().get("/q/health/ready").then().statusCode(200));
    }

    static List<String> templates() {
        return TemplateResource.NAMES;
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aTemplateIsAStudyThatTheServerTakes(String name) {
        String yaml =
                given().get("/api/v1/templates/" + name)
                        .then()
                        .statusCode(200)
                        .contentType("application/yaml")
                        .extract()
                        .asString();

        // Other tests may have studies of its name.
        check(yaml.replaceFirst("(?m)^name:.*", "name: template-" + name))
                .statusCode(200)
                .body("warnings", empty());
    }

    @Test
    void theTemplatesAreTheExamples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../examples"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(TemplateResource.NAMES);
        }
        given().get("/api/v1/templates")
                .then()
                .body("name", equalTo(TemplateResource.NAMES))
                .body("find { it.name == 'guided' }.about", startsWith("The order in which"));
        given().get("/api/v1/templates/nothing").then().statusCode(404);
    }

    @Test
    void aDryRunCreatesNothing() {
        check("name: dry\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n")
                .statusCode(200)
                .body("spec.budget.parallelism", greaterThanOrEqualTo(1))
                .body("spec.space.dropout.type", equalTo("float"));

        given().get(STUDIES + "/dry").then().statusCode(404);
    }

    @Test
    void aDryRunRefusesWhatCreationRefuses() {
        create("checked");

        check("name: checked\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n")
                .statusCode(409)
                .body("detail", containsString("choose another name"));
        check("space: {droput: {type: float, low: 0, high: 0.5}}\n")
                .statusCode(422)
                .body("errors.field", contains("space.droput"));
        check("space: {dropout: {type: float, low: 0, high: 0.5}}\nwarmStart: nobody\n")
                .statusCode(422)
                .body("errors.field", contains("warmStart"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post(STUDIES + "?dryRun=perhaps")
                .then()
                .statusCode(422)
                .body("errors.field", contains("dryRun"));
    }

    @Test
    void trialsAreSortedAndFilteredByTheirValues() throws Exception {
        create("sorted");
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            for (int i = 1; i <= 3; i++) {
                trainer.start("sorted-" + i);
                trainer.measure("sorted-" + i, 1, 0.5 + i / 10.0);
            }
            trainer.complete("sorted-1");
        }
        await().untilAsserted(() ->
                trials("sorted", "where=objective:0.79..").body("items.number", contains(3)));

        trials("sorted", "sort=batchSize")
                .body("items.values.batchSize", equalTo(List.of(32, 64, 96, 128)));
        trials("sorted", "sort=-batchSize")
                .body("items.values.batchSize", equalTo(List.of(128, 96, 64, 32)));
        trials("sorted", "where=batchSize:64..96")
                .body("items.values.batchSize", hasItems(64, 96))
                .body("total", equalTo(2));
        trials("sorted", "where=batchSize:64..96&where=batchSize:96,128")
                .body("items.values.batchSize", contains(96));
        trials("sorted", "sort=epochs&size=1")
                .body("items[0].number", equalTo(4))
                .body("total", equalTo(4));
        trials("sorted", "where=seconds:0..&state=completed")
                .body("items.number", contains(1))
                .body("items[0].rank", equalTo(0.6f));
        given().get(STUDIES + "/sorted/trials/brief?sort=luck&where=luck:1..2&where=x")
                .then()
                .statusCode(422)
                .body("errors.field", contains("where", "where", "sort"));
        given().get(STUDIES + "/sorted/overview?most=2")
                .then()
                .statusCode(200)
                .body("total", equalTo(4))
                .body("improvements", contains(1))
                .body("trials.number", hasItem(1));
        given().get(STUDIES + "/sorted/overview?most=0").then().statusCode(422);
    }

    @Test
    void theFleetIsWhatRunsAndWhatWaits() throws Exception {
        create("fleeting");
        try (FakeTrainer trainer = new FakeTrainer(broker, json)) {
            trainer.start("fleeting-1");
        }

        await().untilAsserted(() ->
                given().get("/api/v1/fleet")
                        .then()
                        .statusCode(200)
                        .body("running.id", hasItem("fleeting-1"))
                        .body("running.find { it.id == 'fleeting-1' }.trainer", equalTo("fake"))
                        .body(
                                "waiting.find { it.study == 'fleeting' }.trials",
                                greaterThanOrEqualTo(1))
                        .body("wanted", greaterThanOrEqualTo(2)));
        given().post(STUDIES + "/fleeting/cancel").then().statusCode(200);
        given().get("/api/v1/fleet").then().body("waiting.study", not(hasItem("fleeting")));
    }

    @Test
    void thePageIsServedWithItsChartsAndAsksNobodyElse() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .body(containsString("default-src 'self'"), not(containsString("http://")));
        given().get("/page/main.js").then().statusCode(200).contentType("text/javascript");
        given().head("/_static/echarts/6.0.0/dist/echarts.esm.min.js").then().statusCode(200);
    }

    private void create(String name) {
        given().contentType(ContentType.JSON)
                .body(
                        """
                        {"name": "%s", "sampler": {"type": "grid"}, "budget": {"trials": 4, "parallelism": 4},
                         "space": {"batchSize": {"type": "categorical", "choices": [32, 64, 96, 128]}}}
                        """
                                .formatted(name))
                .post(STUDIES)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse trials(String study, String query) {
        return given().get("%s/%s/trials/brief?%s".formatted(STUDIES, study, query))
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse check(String yaml) {
        return given().config(
                        RestAssuredConfig.config()
                                .encoderConfig(
                                        EncoderConfig.encoderConfig()
                                                .encodeContentTypeAs(
                                                        "application/yaml", ContentType.TEXT)))
                .contentType("application/yaml")
                .body(yaml)
                .post(STUDIES + "?dryRun=true")
                .then();
    }
}
