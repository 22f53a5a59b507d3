package io.athanor.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.athanor.launcher.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
    private final Optional<String> token;
    private final HttpClient client;

    private Api(URI server, Optional<String> token) {
        this.server = server;
        this.token = token;
        this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /// @throws Failure where it is no address of an HTTP server
    public static Api at(URI server) {
        return at(server, Optional.empty());
    }

    /// @param token says who asks: an API key, or a token of OIDC
    /// @throws Failure as [#at(URI)]
    public static Api at(URI server, String token) {
        return at(server, Optional.of(token));
    }

    private static Api at(URI server, Optional<String> token) {
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || server.getHost() == null) {
            throw new Failure("--server %s: http://HOST:PORT or https://HOST".formatted(server));
        }
        return new Api(server, token);
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

    /// The path of what the API has under these names, one below the other.
    public static String path(String... names) {
        return Stream.of(names).map(Api::encoded).collect(Collectors.joining("/", "/api/v1/", ""));
    }

    /// What is there, as the server gives it.
    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    /// The same, where it is there.
    public Optional<JsonNode> find(String path) {
        HttpResponse<String> response = exchange(request(path).GET());
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(parse(accepted(response)));
    }

    /// Asks for what changes something.
    ///
    /// @return what the server says of it
    public JsonNode post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public JsonNode post(String path, String document, Format format) {
        return send(method("POST", path, document, format));
    }

    public JsonNode patch(String path, String document) {
        return send(method("PATCH", path, document, Format.JSON));
    }

    /// The first `most` items of a list that the server gives in pages.
    ///
    /// @param query which items, in which order; values that are empty are left out
    public Listing list(String path, Map<String, String> query, int most) {
        String wanted =
                query.entrySet().stream()
                        .filter(one -> !one.getValue().isEmpty())
                        .sorted(Map.Entry.comparingByKey())
                        .map(one -> one.getKey() + "=" + encoded(one.getValue()) + "&")
                        .collect(Collectors.joining());
        ArrayNode items = JSON.createArrayNode();
        int size = Math.clamp(most, 1, PAGE);
        for (int page = 1; ; page++) {
            JsonNode answer = get("%s?%spage=%d&size=%d".formatted(path, wanted, page, size));
            for (JsonNode item : answer.path("items")) {
                if (items.size() < most) {
                    items.add(item);
                }
            }
            int total = answer.path("total").asInt();
            if (answer.path("items").isEmpty() || items.size() >= Math.min(most, total)) {
                return new Listing(items, total);
            }
        }
    }

    /// @throws Failure when the server says what this command line cannot read
    public <T> T read(JsonNode node, Class<T> type) {
        try {
            return JSON.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new Failure(
                    "%s answers what this command line cannot read: %s"
                            .formatted(server, e.getOriginalMessage()),
                    e);
        }
    }

    public <T> List<T> read(ArrayNode nodes, Class<T> type) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(node -> read(node, type))
                .toList();
    }

    /// @param document YAML or JSON, as `format` says
    /// @return the study as it was accepted
    public Study createStudy(String document, Format format) {
        return read(post(path("studies"), document, format), Study.class);
    }

    public List<Study> studies() {
        return read(list(path("studies"), Map.of(), Integer.MAX_VALUE).items(), Study.class);
    }

    public Study study(String id) {
        return read(get(path("studies", id)), Study.class);
    }

    public Optional<Trial> findTrial(String id) {
        return find(path("trials", id)).map(found -> read(found, Trial.class));
    }

    public List<Trial> trials(String study) {
        return trials(study, Map.of());
    }

    /// @param query which trials, in which order
    public List<Trial> trials(String study, Map<String, String> query) {
        ArrayNode found = list(path("studies", study, "trials"), query, Integer.MAX_VALUE).items();
        return read(found, Trial.class);
    }

    public String trialsCsv(String study) {
        return text(request(path("studies", study, "trials.csv")).GET());
    }

    /// The curve in at most so many points; none until a first loss has arrived.
    public Losses losses(String trial, int points) {
        return find(path("trials", trial, "losses") + "?points=" + points)
                .map(losses -> points(losses.path("smoothed")))
                .orElse(Losses.NONE);
    }

    private static Losses points(JsonNode smoothed) {
        return new Losses(
                StreamSupport.stream(smoothed.spliterator(), false)
                        .filter(point -> point.path(1).isNumber())
                        .map(point ->
                                new Losses.Point(point.path(0).asInt(), point.path(1).asDouble()))
                        .toList());
    }

    /// Empty until there is something to diagnose.
    public Optional<Diagnosis> diagnosis(String trial) {
        return find(path("trials", trial, "diagnosis")).map(found -> read(found, Diagnosis.class));
    }

    private HttpRequest.Builder method(String method, String path, String document, Format format) {
        return request(path)
                .header("Content-Type", format.mediaType)
                .method(method, HttpRequest.BodyPublishers.ofString(document));
    }

    private JsonNode send(HttpRequest.Builder request) {
        return parse(text(request));
    }

    private String text(HttpRequest.Builder request) {
        return accepted(exchange(request));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
        token.ifPresent(sent -> request.header("Authorization", "Bearer " + sent));
        return request;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw Failure.unanswered(
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
        int status = response.statusCode();
        String message = Problem.message(status, response.body());
        if (status == 401) {
            throw new Failure(
                    "%s does not know who you are: set ATHANOR_TOKEN to an API key, or to a token of your identity provider that has not expired"
                            .formatted(response.uri().resolve("/")));
        }
        if (status == 403) {
            throw new Failure(
                    "%s: ask an admin, or set ATHANOR_TOKEN to another's".formatted(message));
        }
        throw status >= 500 ? Failure.unanswered(message, null) : new Failure(message);
    }

    private JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Failure("%s is no Athanor: its answer is not JSON".formatted(server), e);
        }
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
