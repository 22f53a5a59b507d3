package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The scheduler's HTTP API, for one who knows that it goes away and comes back.
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 200;
    private static final int ALL_POINTS = 2000;
    private static final Duration PATIENCE_WITH_CURVES = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI server;
    private final Duration patience;

    private static final class NotThere extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NotThere(String said) {
            super(said);
        }
    }

    /// @param patience with a server that does not answer
    Api(URI server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /// Posts it until it is there, and once: the server knows it by its key.
    void createStudy(String key, String yaml) throws IOException, InterruptedException {
        var _ =
                answer(
                        HttpRequest.newBuilder(server.resolve("/api/v1/studies"))
                                .header("Content-Type", "application/yaml")
                                .header("Idempotency-Key", key)
                                .POST(HttpRequest.BodyPublishers.ofString(yaml)));
    }

    void change(String study, String json) throws IOException, InterruptedException {
        var _ =
                answer(
                        HttpRequest.newBuilder(server.resolve("/api/v1/studies/" + study))
                                .header("Content-Type", "application/json")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    void cancel(String study) throws IOException, InterruptedException {
        var _ =
                answer(
                        HttpRequest.newBuilder(
                                        server.resolve(
                                                "/api/v1/studies/%s/cancel".formatted(study)))
                                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// The names of all studies.
    Set<String> studies() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (int page = 1; ; page++) {
            JsonNode answer = get("/api/v1/studies?page=%d&size=%d".formatted(page, PAGE));
            answer.path("items").forEach(study -> names.add(study.path("id").asText()));
            if (page * PAGE >= answer.path("total").asInt()) {
                return names;
            }
        }
    }

    boolean isOver(String study) throws IOException, InterruptedException {
        return !study(study).path("state").asText().equals("running");
    }

    void awaitEnd(String study) throws IOException, InterruptedException {
        while (!isOver(study)) {
            Pause.of(200);
        }
    }

    JsonNode study(String study) throws IOException, InterruptedException {
        return get("/api/v1/studies/" + study);
    }

    List<JsonNode> trials(String study) throws IOException, InterruptedException {
        List<JsonNode> trials = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode answer =
                    get(
                            "/api/v1/studies/%s/trials?sort=number&page=%d&size=%d"
                                    .formatted(study, page, PAGE));
            answer.path("items").forEach(trials::add);
            if (trials.size() >= answer.path("total").asInt()) {
                return trials;
            }
        }
    }

    /// The points of a trial's curve up to an iteration that it is known to have. Another service
    /// draws it than the one that says what is over, and may still be behind that one: what is
    /// there when patience with it ends, which may be nothing.
    JsonNode losses(String trial, int last) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_WITH_CURVES.toNanos();
        while (true) {
            JsonNode points = MissingNode.getInstance();
            try {
                points =
                        get("/api/v1/trials/%s/losses?points=%d".formatted(trial, ALL_POINTS))
                                .path("points");
            } catch (NotThere e) {
                // Not yet.
            }
            if (points.path(points.size() - 1).path(0).asInt() >= last
                    || System.nanoTime() > deadline) {
                return points;
            }
            Pause.of(50);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(answer(HttpRequest.newBuilder(server.resolve(path)).GET()));
    }

    /// Asks again while nobody answers, or says that it cannot now. That something is not there,
    /// though it was accepted, is no such answer.
    private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.timeout(Duration.ofSeconds(30)).build();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String last;
            try {
                HttpResponse<String> answer = client.send(built, BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    return answer.body();
                }
                last = "%d %s".formatted(answer.statusCode(), answer.body());
                if (answer.statusCode() == 404) {
                    throw new NotThere("%s: %s".formatted(built.uri(), last));
                }
                if (answer.statusCode() / 100 == 4) {
                    throw new IllegalStateException("%s: %s".formatted(built.uri(), last));
                }
            } catch (IOException e) {
                last = e.toString();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "no answer within %s from %s: %s".formatted(patience, built.uri(), last));
            }
            Pause.of(250);
        }
    }
}
