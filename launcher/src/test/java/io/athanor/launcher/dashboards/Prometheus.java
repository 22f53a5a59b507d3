package io.athanor.launcher.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The real Prometheus, as a child of this process.
final class Prometheus implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();
    private final Process process;

    Prometheus(Path configuration, Path data) {
        process =
                start(
                        new ProcessBuilder(
                                        "prometheus",
                                        "--config.file=" + configuration,
                                        "--storage.tsdb.path=" + data,
                                        "--web.listen-address=127.0.0.1:" + port,
                                        "--log.level=warn")
                                .inheritIO());
    }

    /// Starts one of Prometheus' programs.
    static Process start(ProcessBuilder program) {
        try {
            return program.start();
        } catch (IOException e) {
            throw new AssertionError(
                    "%s is missing: install Prometheus (Debian: apt-get install prometheus)"
                            .formatted(program.command().getFirst()),
                    e);
        }
    }

    boolean isReady() {
        assertThat(process.isAlive()).as("Prometheus runs").isTrue();
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// The series that a query gives for a span of time, second by second.
    ///
    /// @throws AssertionError with Prometheus' message where it refuses the query
    List<JsonNode> query(String expression, long fromSecond, long toSecond) {
        return data("/api/v1/query_range"
                        + form(
                                Map.of(
                                        "query",
                                        expression,
                                        "start",
                                        Long.toString(fromSecond),
                                        "end",
                                        Long.toString(toSecond),
                                        "step",
                                        "1")))
                .get("result")
                .valueStream()
                .toList();
    }

    /// The values of a label in the series that a selector finds.
    List<String> labelValues(String selector, String label) {
        return data("/api/v1/label/" + label + "/values" + form(Map.of("match[]", selector)))
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    /// Prometheus' own view of its alerts, as groups of rules.
    List<JsonNode> rules() {
        return data("/api/v1/rules")
                .get("groups")
                .valueStream()
                .flatMap(group -> group.get("rules").valueStream())
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        http.close();
    }

    private JsonNode data(String path) {
        try {
            JsonNode answer = json.readTree(get(path).body());
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
            return answer.get("data");
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }
}
