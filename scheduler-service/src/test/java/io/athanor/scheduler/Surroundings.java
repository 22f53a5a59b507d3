package io.athanor.scheduler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What the scheduler finds around it: a real broker with the topics on it, and a metrics service
/// that repeats what it is asked, or says nothing when it is asked for a trial of the study `mute`.
public class Surroundings implements QuarkusTestResourceLifecycleManager {
    private Broker broker;
    private HttpServer metrics;

    @Override
    public Map<String, String> start() {
        try {
            Path data = Files.createTempDirectory("scheduler-test");
            broker = Broker.start(0, data.resolve("broker"));
            Topics.declare(broker.bootstrapServers(), 2);
            metrics =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            metrics.createContext("/", Surroundings::answer);
            metrics.start();
            return Map.of(
                    "kafka.bootstrap.servers", broker.bootstrapServers(),
                    "kafka-streams.state.dir", data.resolve("streams").toString(),
                    "athanor.metrics.url", "http://127.0.0.1:" + metrics.getAddress().getPort());
        } catch (Exception e) {
            throw new IllegalStateException("no surroundings", e);
        }
    }

    @Override
    public void stop() {
        metrics.stop(0);
        broker.close();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().contains("/mute-")) {
                return;
            }
            byte[] body =
                    "{\"asked\": \"%s\"}"
                            .formatted(exchange.getRequestURI())
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
