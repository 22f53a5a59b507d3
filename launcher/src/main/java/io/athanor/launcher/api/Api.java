package io.athanor.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.launcher.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The HTTP API of an Athanor. A request that is refused, or that nobody answers, is a [Failure]
/// whose message people can act on.
public final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);
    private static final int PAGE = 500;
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /// What a study may be written in.
    public enum Format {
        YAML("application/yaml"),
        JSON("application/json");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    private final URI server;
    private final HttpClient client;

    private Api(URI server) {
        this.server = server;
        this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    public static Api at(URI server) {
        return new Api(server);
    }

    public URI server() {
        return server;
    }

    /// Whether what answers there is an Athanor.
    public boolean isAthanor() {
        try {
            return send(request("/api/v1/studies?size=1").timeout(IMPATIENCE).GET()).has("items");
        } catch (Failure e) {
            return false;
        }
    }

    /// @param document YAML or JSON, as `format` says
    /// @return the study as it was accepted
    public Study createStudy(String document, Format format) {
        HttpRequest.Builder request =
                request("/api/v1/studies")
                        .header("Content-Type", format.mediaType)
                        .POST(HttpRequest.BodyPublishers.ofString(document));
        return read(send(request), Study.class);
    }

    public List<Study> studies() {
        return all("/api/v1/studies?", Study.class);
    }

    public Study study(String id) {
        return read(get("/api/v1/studies/" + encoded(id)), Study.class);
    }

    public Optional<Study> findStudy(String id) {
        return find("/api/v1/studies/" + encoded(id)).map(found -> read(found, Study.class));
    }

    public Optional<Trial> findTrial(String id) {
        return find("/api/v1/trials/" + encoded(id)).map(found -> read(found, Trial.class));
    }

    public List<Trial> trials(String study) {
        return all("/api/v1/studies/%s/trials?".formatted(encoded(study)), Trial.class);
    }

    public String trialsCsv(String study) {
        return text(request("/api/v1/studies/%s/trials.csv".formatted(encoded(study))).GET());
    }

    public void cancelStudy(String study) {
        post("/api/v1/studies/%s/cancel".formatted(encoded(study)));
    }

    public void stopTrial(String trial) {
        post("/api/v1/trials/%s/stop".formatted(encoded(trial)));
    }

    /// Empty until a first loss has arrived.
    public Optional<LastLoss> lastLoss(String trial) {
        return find("/api/v1/trials/%s/losses".formatted(encoded(trial)))
                .map(losses -> losses.path("smoothed"))
                .filter(points -> !points.isEmpty())
                .map(points -> points.get(points.size() - 1))
                .map(point -> new LastLoss(point.path(0).asInt(), point.path(1).asDouble()));
    }

    private <T> List<T> all(String path, Class<T> type) {
        List<T> items = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode answer = get("%spage=%d&size=%d".formatted(path, page, PAGE));
            answer.path("items").forEach(item -> items.add(read(item, type)));
            if (answer.path("items").isEmpty() || items.size() >= answer.path("total").asInt()) {
                return items;
            }
        }
    }

    private JsonNode get(String path) {
        return send(request(path).GET());
    }

    private Optional<JsonNode> find(String path) {
        HttpResponse<String> response = exchange(request(path).GET());
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(parse(accepted(response)));
    }

    private void post(String path) {
        var _ = text(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private JsonNode send(HttpRequest.Builder request) {
        return parse(text(request));
    }

    private String text(HttpRequest.Builder request) {
        return accepted(exchange(request));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failure(
                    "nothing answers at %s: start Athanor with ./athanor up, or name another with --server"
                            .formatted(server),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }

    private static String accepted(HttpResponse<String> response) {
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw new Failure(Problem.message(response.statusCode(), response.body()));
    }

    private JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Failure("%s is no Athanor: its answer is not JSON".formatted(server), e);
        }
    }

    private <T> T read(JsonNode node, Class<T> type) {
        try {
            return JSON.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new Failure(
                    "%s answers what this command line cannot read: %s"
                            .formatted(server, e.getOriginalMessage()),
                    e);
        }
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
