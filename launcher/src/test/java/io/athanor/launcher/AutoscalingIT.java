package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trainers that an autoscaler starts by what the scheduler's endpoint says, from none to none. The
/// timeline that it prints is in docs/autoscaling.md.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class AutoscalingIT {
    private static final Duration POLLING_INTERVAL = Duration.ofSeconds(2);
    private static final int MAXIMUM = 3;
    private static final int PARALLELISM = 3;

    @TempDir private Path folder;
    private Up up;
    private ScaledJob jobs;
    private final long begun = System.nanoTime();
    private String said = "";

    @AfterEach
    void leaveNothing() {
        if (jobs != null) {
            jobs.kill();
        }
        up.kill();
    }

    @Test
    void trainersComeWithTheWorkAndGoWhenThereIsNone() throws Exception {
        // Given
        up = Up.start(folder, Map.of(), "--trainers", "0");
        Api api = Api.at(up.address("HTTP API"));
        jobs =
                new ScaledJob(
                        MAXIMUM,
                        folder,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", up.value("Kafka"),
                                "ATHANOR_TRAINER_CHECKPOINTS", folder.resolve("models").toString(),
                                "ATHANOR_TRAINER_SLOTS", "1",
                                "ATHANOR_TRAINER_THREADS", "1",
                                "QUARKUS_PROFILE", "local",
                                "QUARKUS_MANAGEMENT_PORT", "0",
                                "ATHANOR_TRAINER_IDLE_EXIT", "8s"));
        poll(api);
        assertThat(jobs.started()).isEmpty();

        // When
        submit(api, "first", 6, 2);
        submit(api, "second", 2, 1);
        pollUntilNobodyIsLeft(api);
        int ofTheFirstBurst = jobs.started().size();
        submit(api, "third", 2, 2);
        pollUntilNobodyIsLeft(api);

        // Then
        assertThat(ofTheFirstBurst).isGreaterThanOrEqualTo(MAXIMUM);
        assertThat(jobs.started()).hasSizeGreaterThan(ofTheFirstBurst);
        assertThat(jobs.started()).extracting(Process::exitValue).containsOnly(0);
        for (int job = 1; job <= jobs.started().size(); job++) {
            assertThat(folder.resolve("job-%d.log".formatted(job)))
                    .content()
                    .contains("no trial for PT8S: leaves");
        }
        List<Trial> trials =
                List.of("first", "second", "third").stream()
                        .flatMap(study -> api.trials(study).stream())
                        .toList();
        assertThat(trials).hasSize(10).extracting(Trial::state).containsOnly("completed");
        assertThat(trials).flatExtracting(Trial::endedAttempts).isEmpty();
    }

    private void pollUntilNobodyIsLeft(Api api) {
        await().pollInterval(POLLING_INTERVAL)
                .atMost(Duration.ofMinutes(3))
                .until(() -> {
                    int wanted = poll(api);
                    return wanted == 0
                            && jobs.unfinished() == 0
                            && api.studies().stream().allMatch(Study::isOver);
                });
    }

    private int poll(Api api) throws Exception {
        int wanted = wanted();
        assertThat(wanted).isBetween(0, PARALLELISM);
        jobs.poll(wanted);
        assertThat(jobs.unfinished()).isLessThanOrEqualTo(MAXIMUM);
        report(api, wanted);
        return wanted;
    }

    private int wanted() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(up.address("autoscaling")).build();
            String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new ObjectMapper().readTree(body).path("wanted").asInt(-1);
        }
    }

    /// A row of the timeline for each poll that finds something new.
    private void report(Api api, int wanted) {
        List<Study> studies = api.studies();
        String row =
                "| %d | %d | %d | %d |"
                        .formatted(
                                studies.stream().mapToInt(s -> s.trialsIn("waiting")).sum(),
                                studies.stream().mapToInt(s -> s.trialsIn("running")).sum(),
                                wanted,
                                jobs.unfinished());
        if (!row.equals(said)) {
            System.out.printf("| %.0f %s%n", (System.nanoTime() - begun) / 1e9, row);
            said = row;
        }
    }

    private void submit(Api api, String name, int trials, int parallelism) {
        String study =
                """
                name: %s
                dataset: fashion-mnist-sample
                budget: {trials: %d, epochs: 2, parallelism: %d}
                seed: 4
                sampler: {type: random}
                curveRules: {plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}
                fixed: {network: cnn, filters: 16, dataFraction: 0.3}
                space:
                  learningRate: {type: float, low: 1.0e-4, high: 1.0e-2, log: true}
                """
                        .formatted(name, trials, parallelism);
        var _ = api.createStudy(study, Api.Format.YAML);
    }
}
