package io.athanor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two packaged replicas beside a real broker, which ask who calls, each other too.
class ReplicasIT {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /// Falls for 300 iterations, then is flat: a plateau.
    private static final float[] LOSSES = losses();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ApiKey.Fresh key = ApiKey.create("viewer", Role.VIEWER);
    private final List<Replica> replicas = new ArrayList<>();
    @TempDir Path folder;
    private Broker broker;
    private Producer<String, String> producer;

    record Replica(int port, int management, Process process) {}

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(0, folder.resolve("broker"));
        Topics.declare(broker.bootstrapServers(), PARTITIONS);
        Files.writeString(folder.resolve("keys"), key.entry().line());
        producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer());
        replicas.add(replica(1));
        replicas.add(replica(2));
        await().atMost(PATIENCE).until(() -> replicas.stream().allMatch(this::isReady));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.process().destroyForcibly().waitFor();
        }
        producer.close();
        broker.close();
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @Test
    void shareTheCurvesAnswerForEachOtherAndDecideTheSameWhenOneIsKilled() throws Exception {
        // Given curves whose first half is sent, spread over both replicas
        List<Curves> curves =
                IntStream.rangeClosed(1, 12).mapToObj(n -> Curves.of("shared-" + n)).toList();
        for (Curves curve : curves) {
            send(curve.started());
            send(curve.weights(0, 0.5));
            send(curve.records(1, 100, Arrays.copyOf(LOSSES, 400)));
        }
        for (Curves curve : curves) {
            for (Replica replica : replicas) {
                await().atMost(PATIENCE).until(() -> lastIteration(replica, curve) == 400);
                assertThat(get(replica, "/api/v1/trials/%s/weights".formatted(curve.trial())))
                        .hasValueSatisfying(
                                answer -> assertThat(answer.body()).contains("\"mean\":0.5"));
            }
        }
        for (Replica replica : replicas) {
            assertThat(firstLine(replica, "/api/v1/trials/%s/losses/stream", curves))
                    .as("each replica streams the curves of both")
                    .allSatisfy(line -> assertThat(line).startsWith("data:"));
            assertThat(asked(replica.port(), "/internal/curves/shared-1", Optional.empty()))
                    .hasValueSatisfying(answer -> assertThat(answer.statusCode()).isEqualTo(401));
        }
        assertThat(replicas)
                .as("each replica has some of the curves")
                .allSatisfy(replica -> assertThat(kept(replica, curves)).isPositive());

        // When one dies and the other half follows
        replicas.getFirst().process().destroyForcibly().waitFor();
        for (Curves curve : curves) {
            send(curve.records(401, 100, Arrays.copyOfRange(LOSSES, 400, LOSSES.length)));
        }

        // Then the other answers for all, and every trial is stopped at the same iteration
        for (Curves curve : curves) {
            await().atMost(PATIENCE)
                    .until(() -> lastIteration(replicas.getLast(), curve) == LOSSES.length);
        }
        Map<String, StopTrial> stops = stops(curves.size());
        assertThat(stops).hasSize(curves.size());
        assertThat(stops.values())
                .allSatisfy(stop -> assertThat(stop.stop().rule()).isEqualTo(Stop.Rule.PLATEAU));
        assertThat(stops.values().stream().map(stop -> stop.stop().iteration()).distinct())
                .hasSize(1);
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
        command.environment().put("ATHANOR_AUTH_API_KEYS", folder.resolve("keys").toString());
        command.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        command.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        command.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        command.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        command.environment().put("ATHANOR_DATA", folder.resolve("data-" + number).toString());
        return new Replica(port, management, command.start());
    }

    private boolean isReady(Replica replica) {
        assertThat(replica.process().isAlive()).as("replica at %d lives", replica.port()).isTrue();
        return get(replica.management(), "/q/health/ready")
                .map(answer -> answer.statusCode() == 200)
                .orElse(false);
    }

    private long kept(Replica replica, List<Curves> curves) {
        return curves.stream()
                .map(curve -> get(replica, "/internal/curves/" + curve.trial()).orElseThrow())
                .filter(answer -> answer.statusCode() == 200)
                .count();
    }

    /// 0 while the replica does not know the curve, or cannot tell.
    private int lastIteration(Replica replica, Curves curve) throws IOException {
        HttpResponse<String> answer =
                get(replica, "/api/v1/trials/%s/losses".formatted(curve.trial())).orElseThrow();
        JsonNode points = JSON.readTree(answer.body()).path("points");
        return points.path(points.size() - 1).path(0).asInt();
    }

    private Optional<HttpResponse<String>> get(Replica replica, String path) {
        return get(replica.port(), path);
    }

    private Optional<HttpResponse<String>> get(int port, String path) {
        return asked(port, path, Optional.of(key.key()));
    }

    /// What each stream begins with.
    private List<String> firstLine(Replica replica, String path, List<Curves> curves)
            throws Exception {
        List<String> lines = new ArrayList<>();
        for (Curves curve : curves) {
            HttpRequest request =
                    request(replica.port(), path.formatted(curve.trial()), Optional.of(key.key()));
            try (Stream<String> stream =
                    http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                lines.add(
                        stream.filter(line -> line.startsWith("data:"))
                                .findFirst()
                                .orElse("nothing"));
            }
        }
        return lines;
    }

    private static HttpRequest request(int port, String path, Optional<String> token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
        token.ifPresent(sent -> request.header("Authorization", "Bearer " + sent));
        return request.build();
    }

    private Optional<HttpResponse<String>> asked(int port, String path, Optional<String> token) {
        try {
            return Optional.of(
                    http.send(request(port, path, token), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(TrialCurve message) throws Exception {
        String value = JSON.writeValueAsString(message);
        producer.send(new ProducerRecord<>("trial-curves", message.trial().toString(), value))
                .get();
    }

    private void send(List<TrialCurve> messages) throws Exception {
        for (TrialCurve message : messages) {
            send(message);
        }
    }

    /// The first stop of each trial, once there are `count`.
    private Map<String, StopTrial> stops(int count) throws IOException {
        Map<String, StopTrial> stops = new HashMap<>();
        try (var consumer =
                new KafkaConsumer<>(kafka(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(p -> new TopicPartition("trial-stops", p))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (stops.size() < count) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                    stops.putIfAbsent(
                            record.key(), JSON.readValue(record.value(), StopTrial.class));
                }
            }
        }
        return stops;
    }

    private static float[] losses() {
        float[] losses = new float[1_500];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = (float) (0.5 + 1.5 * Math.exp(-Math.min(i, 300) / 60.0));
        }
        return losses;
    }
}
