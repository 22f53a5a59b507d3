package io.athanor.launcher.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String asked = exchange.getRequestURI().toString();
                    requests.add(asked);
                    byte[] body = answer(asked).getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /// Its second trial runs when it is looked at for the first time, and is over at the second.
    @Test
    void asksOnceForATrialThatIsOver() throws InterruptedException {
        Api api = Api.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

        Snapshot end =
                new Follow(api, "nets", new CompletableFuture<>()).show(Screen.own()).orElseThrow();

        assertThat(end.trials()).extracting(Trial::number).containsExactly(1, 2);
        assertThat(end.trials()).allMatch(Trial::isOver);
        assertThat(requests).containsOnlyOnce("/api/v1/trials/nets-1", "/api/v1/trials/nets-2");
        assertThat(requests).noneMatch(asked -> asked.contains("/trials?page"));
    }

    private String answer(String asked) {
        if (asked.endsWith("/studies/nets")) {
            return study(looks.incrementAndGet() == 1);
        }
        if (asked.contains("state=running") && looks.get() == 1) {
            return "{\"total\": 1, \"items\": [%s]}".formatted(trial(2, "running"));
        }
        if (asked.contains("state=")) {
            return "{\"total\": 0, \"items\": []}";
        }
        return trial(Integer.parseInt(asked.substring(asked.lastIndexOf('-') + 1)), "completed");
    }

    private static String study(boolean running) {
        return """
        {"id": "nets", "state": "%s", "trials": {%s}, "createdAt": "2026-11-21T20:00:00Z",
         "spec": {"dataset": "mnist", "budget": {"trials": 2, "epochs": 1, "parallelism": 1},
                  "objective": {"metric": "test_accuracy", "direction": "maximize"}}}
        """
                .formatted(
                        running ? "running" : "completed",
                        running ? "\"completed\": 1, \"running\": 1" : "\"completed\": 2");
    }

    private static String trial(int number, String state) {
        return """
        {"id": "nets-%d", "study": "nets", "number": %d, "state": "%s", "attempt": 1}
        """
                .formatted(number, number, state);
    }
}
