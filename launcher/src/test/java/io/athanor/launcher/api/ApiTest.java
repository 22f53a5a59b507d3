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
        String path = "GET /api/v1/trials/nets-1/losses";
        assertThat(api.lastLoss("nets-1")).isEmpty();

        answers.put(path, new Answer(200, "{\"points\": [], \"smoothed\": []}"));
        assertThat(api.lastLoss("nets-1")).isEmpty();

        answers.put(path, new Answer(200, "{\"smoothed\": [[1, 2.3], [40, 1.25]]}"));
        assertThat(api.lastLoss("nets-1")).contains(new LastLoss(40, 1.25));
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
    void asksTheServerToStop() {
        answers.put("POST /api/v1/studies/nets/cancel", new Answer(202, ""));
        answers.put("POST /api/v1/trials/nets-3/stop", new Answer(202, ""));

        api.cancelStudy("nets");
        api.stopTrial("nets-3");

        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/studies/nets/cancel", "POST /api/v1/trials/nets-3/stop");
    }

    private record Answer(int status, String body) {}
}
