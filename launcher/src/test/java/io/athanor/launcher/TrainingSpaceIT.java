package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything that the tutorials ask a trainer for, asked for over HTTP and trained.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class TrainingSpaceIT {
    private static final int EPOCHS = 3;

    @TempDir private Path folder;
    private Up up;

    @AfterEach
    void leaveNothing() {
        up.kill();
    }

    @Test
    void everyRowTrains() throws Exception {
        // Given
        up = Up.start(folder);
        Api api = Api.at(up.address("HTTP API"));
        String study;
        try (var yaml = TrainingSpaceIT.class.getResourceAsStream("training-space.yaml")) {
            study = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        }
        long rows = study.lines().filter(line -> line.startsWith("- ")).count();

        // When
        HttpResponse<String> created =
                send(
                        HttpRequest.newBuilder(api.server().resolve("/api/v1/studies"))
                                .header("Content-Type", "application/yaml")
                                .POST(HttpRequest.BodyPublishers.ofString(study)),
                        BodyHandlers.ofString());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        await().atMost(Duration.ofMinutes(10))
                .until(() -> api.study("training-space").state().equals("completed"));

        // Then
        List<Trial> trials = api.trials("training-space");
        assertThat(trials).hasSize((int) rows);
        assertThat(trials)
                .allSatisfy(trial -> {
                    assertThat(trial.state())
                            .as("%s: %s", trial.point(), trial.reason())
                            .isEqualTo("completed");
                    assertThat(trial.epochs()).as(trial.point().toString()).hasSize(EPOCHS);
                    assertThat(trial.endedAttempts()).isEmpty();
                });
        assertThat(created.body()).contains("only halves the values");
        leavesAModelThatCanBeLoaded(api);
        followsTheScheduleThatWasAskedFor(trials);
    }

    /// The header of a safetensors file: its length in 8 bytes, then JSON.
    private static void leavesAModelThatCanBeLoaded(Api api) throws Exception {
        URI model = api.server().resolve("/api/v1/trials/training-space-2/model?weights=last");
        byte[] file = send(HttpRequest.newBuilder(model), BodyHandlers.ofByteArray()).body();

        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(file, 8, length, StandardCharsets.UTF_8);
        assertThat(header).contains("\"features.0.weight\"", "\"shape\":[32,1,3,3]");
    }

    private static void followsTheScheduleThatWasAskedFor(List<Trial> trials) {
        Trial exponential =
                trials.stream()
                        .filter(trial ->
                                trial.point()
                                        .equals(
                                                Map.of(
                                                        "schedule.type",
                                                        "exponential",
                                                        "schedule.gamma",
                                                        0.9)))
                        .findFirst()
                        .orElseThrow();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            assertThat(exponential.epochs().get(epoch).learningRate())
                    .isCloseTo(0.001 * Math.pow(0.9, epoch), withinPercentage(1e-6));
        }
    }

    private static <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), body);
        }
    }
}
