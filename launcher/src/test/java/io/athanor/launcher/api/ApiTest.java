package io.athanor.launcher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.athanor.launcher.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private static final String STUDY =
            """
            {"id": "nets", "state": "running", "unknown": 1, "epochsTrained": 3, "epochsSaved": 2,
             "createdAt": "2026-11-21T20:00:00.5Z", "closedAt": null,
             "spec": {"dataset": "fashion-mnist-sample",
                      "objective": {"metric": "test_accuracy", "direction": "maximize"},
                      "budget": {"trials": 4, "epochs": 2, "parallelism": 2}},
             "trials": {"completed": 1, "running": 1}, "stops": {}, "best": null}
            """;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private HttpServer server;
    private Api api;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    String sent =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String type = exchange.getRequestHeaders().getFirst("Content-Type");
                    requests.add(type == null ? asked : asked + " " + type + " " + sent);
                    Answer answer = answers.getOrDefault(asked, new Answer(404, "{}"));
                    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer.status(), body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        api = Api.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void postsAStudyAsItIsWritten() {
        answers.put("POST /api/v1/studies", new Answer(201, STUDY));

        Study study = api.createStudy("name: nets", Api.Format.YAML);

        assertThat(requests).containsExactly("POST /api/v1/studies application/yaml name: nets");
        assertThat(study.id()).isEqualTo("nets");
        assertThat(study.trialsOver()).isEqualTo(1);
        assertThat(study.age(() -> Instant.parse("2026-11-21T20:01:00Z")))
                .isEqualTo(Duration.ofMillis(59_500));
        assertThat(study.spec().budget()).isEqualTo(new Study.Budget(4, 2, 2));
    }

    @Test
    void showsEveryFaultOfARefusedStudyOnALineOfItsOwn() {
        answers.put(
                "POST /api/v1/studies",
                new Answer(
                        422,
                        """
                        {"title": "Invalid study", "status": 422, "detail": "2 faults: see errors",
                         "errors": [{"field": "budget.trials", "message": "budget.trials 0: 1 to 100000"},
                                    {"field": "seed", "message": "seed 'x': a whole number"}]}
                        """));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> api.createStudy("name: nets", Api.Format.YAML))
                .withMessage(
                        """
                        2 faults: see errors
                          budget.trials 0: 1 to 100000
                          seed 'x': a whole number\
                        """);
    }

    @Test
    void readsEveryPageOfAList() {
        answers.put(
                "GET /api/v1/studies?page=1&size=500",
                new Answer(200, "{\"items\": [%s], \"total\": 2}".formatted(STUDY)));
        answers.put(
                "GET /api/v1/studies?page=2&size=500",
                new Answer(200, "{\"items\": [%s], \"total\": 2}".formatted(STUDY)));

        assertThat(api.studies()).hasSize(2);
    }

    @Test
    void hasNoLossUntilOneArrived() {
        String path = "GET /api/v1/trials/nets-1/losses?points=32";
        assertThat(api.losses("nets-1", 32)).isEqualTo(Losses.NONE);

        answers.put(path, new Answer(200, "{\"points\": [], \"smoothed\": []}"));
        assertThat(api.losses("nets-1", 32)).isEqualTo(Losses.NONE);

        answers.put(path, new Answer(200, "{\"smoothed\": [[1, 2.3], [20, null], [40, 1.25]]}"));
        assertThat(api.losses("nets-1", 32).points())
                .containsExactly(new Losses.Point(1, 2.3), new Losses.Point(40, 1.25));
    }

    @Test
    void failsOnAServerThatIsNoAthanor() {
        answers.put("GET /api/v1/studies/nets", new Answer(200, "<html>"));

        assertThat(api.isAthanor()).isFalse();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> api.study("nets"))
                .withMessage("%s is no Athanor: its answer is not JSON", api.server());
    }

    @Test
    void saysTheOneFaultOfARequestInOneLine() {
        answers.put(
                "GET /api/v1/studies/nets/trials?sort=best&page=1&size=5",
                new Answer(
                        422,
                        """
                        {"detail": "1 fault: see errors",
                         "errors": [{"field": "sort", "message": "sort 'best': objective or number"}]}
                        """));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() ->
                        api.list(
                                Api.path("studies", "nets", "trials"),
                                Map.of("sort", "best", "state", ""),
                                5))
                .withMessage("sort 'best': objective or number")
                .returns(Failure.FAILED, Failure::exitCode);
    }

    @Test
    void tellsAServerInTroubleFromARequestThatIsRefused() {
        answers.put("GET /api/v1/studies/nets", new Answer(503, "{\"detail\": \"starting\"}"));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> api.study("nets"))
                .withMessage("starting")
                .returns(Failure.UNANSWERED, Failure::exitCode);
    }

    @Test
    void refusesWhatIsNoAddressOfAServer() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Api.at(URI.create("localhost:8080")))
                .withMessage("--server localhost:8080: http://HOST:PORT or https://HOST");
    }

    @Test
    void asksForNoMoreThanTheFirstItems() {
        answers.put(
                "GET /api/v1/studies?page=1&size=1",
                new Answer(200, "{\"items\": [%s], \"total\": 9}".formatted(STUDY)));

        Listing first = api.list(Api.path("studies"), Map.of(), 1);

        assertThat(first.items()).hasSize(1);
        assertThat(first.total()).isEqualTo(9);
    }

    @Test
    void writesNamesInPathsSoThatTheyStayOneName() {
        assertThat(Api.path("studies", "a b/c?d")).isEqualTo("/api/v1/studies/a%20b%2Fc%3Fd");
    }

    @Test
    void sendsWhatChangesAStudyAsItIs() {
        answers.put("PATCH /api/v1/studies/nets", new Answer(200, STUDY));
        answers.put("POST /api/v1/trials/nets-3/stop", new Answer(200, "{}"));

        api.patch(Api.path("studies", "nets"), "{\"paused\": true}");
        api.post(Api.path("trials", "nets-3", "stop"));

        assertThat(requests)
                .containsExactly(
                        "PATCH /api/v1/studies/nets application/json {\"paused\": true}",
                        "POST /api/v1/trials/nets-3/stop");
    }

    private record Answer(int status, String body) {}
}
