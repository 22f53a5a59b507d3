package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// A packaged service that runs.
///
/// @param management where it tells its health and metrics
public record Service(Process process, int port, int management) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int UNREACHABLE = 0;

    boolean isReady() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the service at port %d ended".formatted(port));
        }
        return status(management, "/q/health/ready") == 200;
    }

    /// 0 where nobody answers.
    int status(String path) throws InterruptedException {
        return status(port, path);
    }

    private int status(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (IOException e) {
            return UNREACHABLE;
        }
    }

    /// The sum of a metric's series; 0 where there are none.
    double metric(String name) throws IOException, InterruptedException {
        return get(management, "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return Messages.JSON.readTree(get(port, path).body());
    }

    /// @throws IllegalStateException when it is refused
    JsonNode post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return Messages.JSON.readTree(answer.body());
    }

    /// Time that all threads of the process have had a core.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /// Ends it as an operator does.
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private static HttpResponse<String> get(int port, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
        // /q/metrics speaks OpenMetrics to those who do not ask for text.
        return HTTP.send(
                HttpRequest.newBuilder(uri).header("Accept", "text/plain, */*").build(),
                BodyHandlers.ofString());
    }
}
