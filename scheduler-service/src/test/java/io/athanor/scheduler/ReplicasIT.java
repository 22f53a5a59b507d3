package io.athanor.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two packaged schedulers beside a real broker.
class ReplicasIT {
    private static final int PARTITIONS = 4;
    private static final int STUDIES = 6;
    private static final int TRIALS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Replica> replicas = new ArrayList<>();
    @TempDir Path folder;
    private Broker broker;
    private QueueTrainer trainer;

    record Replica(int port, int management, Process process) {}

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(0, folder.resolve("broker"));
        Topics.declare(broker.bootstrapServers(), PARTITIONS);
        replicas.add(replica(1));
        replicas.add(replica(2));
        for (Replica replica : replicas) {
            await().atMost(PATIENCE).until(() -> isReady(replica));
        }
        trainer = new QueueTrainer(broker.bootstrapServers());
    }

    @AfterEach
    void stop() throws Exception {
        for (Replica replica : replicas) {
            replica.process().destroyForcibly().waitFor();
        }
        trainer.close();
        broker.close();
    }

    @Test
    void shareTheStudiesAnswerForAllAndGoOnUnchangedWhenOneIsKilled() throws Exception {
        // Given what the studies come to when nothing happens to them
        Replica killed = replicas.getFirst();
        Replica left = replicas.getLast();
        create("calm");
        for (String study : studies("calm")) {
            for (Replica replica : replicas) {
                await().atMost(PATIENCE).until(() -> state(replica, study).equals("completed"));
            }
        }
        assertThat(replicas)
                .as("each replica has some of the studies")
                .allSatisfy(replica -> assertThat(suggestions(replica)).isPositive());

        // When one is killed while they are on their way
        create("shaken");
        await().atMost(PATIENCE).until(() -> closed(left, "shaken-1") >= TRIALS / 3);
        killed.process().destroyForcibly().waitFor();

        // Then the other one finishes them, with the same trials
        for (int number = 1; number <= STUDIES; number++) {
            String study = "shaken-" + number;
            await().atMost(PATIENCE).until(() -> state(left, study).equals("completed"));
            assertThat(get(left, "/api/v1/studies/" + study).path("trials"))
                    .isEqualTo(JSON.readTree("{\"completed\": %d}".formatted(TRIALS)));
            assertThat(points(left, study)).isEqualTo(points(left, "calm-" + number));
        }
    }

    private void create(String kind) throws Exception {
        for (String study : studies(kind)) {
            int number = Integer.parseInt(study.substring(kind.length() + 1));
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            uri(replicas.get(number % 2).port(), "/api/v1/studies"))
                                    .header("Content-Type", "application/yaml")
                                    .POST(HttpRequest.BodyPublishers.ofString(study(study, number)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    private static List<String> studies(String kind) {
        return IntStream.rangeClosed(1, STUDIES).mapToObj(n -> kind + "-" + n).toList();
    }

    private static String study(String name, int seed) {
        return """
        name: %s
        seed: %d
        sampler: {type: tpe, startupTrials: 4}
        budget: {trials: %d, epochs: 2}
        space:
          learningRate: {type: float, low: 1.0e-4, high: 1.0, log: true}
          dropout: {type: float, low: 0, high: 0.9}
        """
                .formatted(name, seed, TRIALS);
    }

    private String state(Replica replica, String study) throws Exception {
        return get(replica, "/api/v1/studies/" + study).path("state").asText();
    }

    private int closed(Replica replica, String study) throws Exception {
        return get(replica, "/api/v1/studies/" + study).at("/trials/completed").asInt();
    }

    /// What was tried, by the number of the trial.
    private Map<Integer, JsonNode> points(Replica replica, String study) throws Exception {
        Map<Integer, JsonNode> points = new HashMap<>();
        get(replica, "/api/v1/studies/%s/trials?size=100".formatted(study))
                .path("items")
                .forEach(trial ->
                        points.put(trial.path("number").asInt(), trial.path("hyperparameters")));
        assertThat(points).hasSize(TRIALS);
        return points;
    }

    private double suggestions(Replica replica) throws Exception {
        return body(replica.management(), "/q/metrics")
                .lines()
                .filter(line -> line.startsWith("athanor_suggest_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Replica replica(int number) throws IOException {
        int port = Broker.freePort();
        int management = Broker.freePort();
        ProcessBuilder command =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                "target/quarkus-app/quarkus-run.jar")
                        .redirectErrorStream(true)
                        .redirectOutput(
                                folder.resolve("replica-%d.log".formatted(number)).toFile());
        command.environment().put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        command.environment().put("QUARKUS_PROFILE", "local");
        command.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        command.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        command.environment().put("ATHANOR_DATA", folder.resolve("data-" + number).toString());
        return new Replica(port, management, command.start());
    }

    private boolean isReady(Replica replica) throws InterruptedException {
        assertThat(replica.process().isAlive()).as("replica at %d lives", replica.port()).isTrue();
        try {
            return send(replica.management(), "/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode get(Replica replica, String path) throws Exception {
        return JSON.readTree(body(replica.port(), path));
    }

    private String body(int port, String path) throws IOException, InterruptedException {
        return send(port, path).body();
    }

    private HttpResponse<String> send(int port, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(port, path)).header("Accept", "*/*").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }
}
