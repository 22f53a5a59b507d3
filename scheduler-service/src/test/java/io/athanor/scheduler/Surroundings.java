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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// What the scheduler finds around it: a real broker with the topics on it, and a metrics service
/// that repeats what it is asked, or says nothing when it is asked for a trial of the study `mute`.
/// Of a stream, it sends one event and holds its peace until it is asked for the diagnosis of
/// `live-1`.
public class Surroundings implements QuarkusTestResourceLifecycleManager {
    private static final CountDownLatch DIAGNOSED = new CountDownLatch(1);

    private Broker broker;
    private HttpServer metrics;
    private ExecutorService answering;

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
            answering = Executors.newVirtualThreadPerTaskExecutor();
            metrics.setExecutor(answering);
            metrics.start();
            return Map.of(
                    "kafka.bootstrap.servers",
                    broker.bootstrapServers(),
                    "athanor.checkpoints.folder",
                    data.resolve("checkpoints").toString(),
                    "athanor.datasets.tiny-faces.image",
                    "3x16x16",
                    "athanor.datasets.tiny-faces.classes",
                    "4",
                    "kafka-streams.state.dir",
                    data.resolve("streams").toString(),
                    "athanor.metrics.url",
                    "http://127.0.0.1:" + metrics.getAddress().getPort());
        } catch (Exception e) {
            throw new IllegalStateException("no surroundings", e);
        }
    }

    @Override
    public void stop() {
        metrics.stop(0);
        answering.shutdownNow();
        broker.close();
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data:first\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            if (DIAGNOSED.await(20, TimeUnit.SECONDS)) {
                exchange.getResponseBody().write("data:last\n\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().contains("/mute-")) {
                return;
            }
            if (exchange.getRequestURI().getPath().endsWith("/stream")) {
                stream(exchange);
                return;
            }
            if (exchange.getRequestURI().getPath().endsWith("/live-1/diagnosis")) {
                DIAGNOSED.countDown();
            }
            byte[] body =
                    "{\"asked\": \"%s\", \"by\": \"%s\"}"
                            .formatted(
                                    exchange.getRequestURI(),
                                    exchange.getRequestHeaders().getFirst("Authorization"))
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
