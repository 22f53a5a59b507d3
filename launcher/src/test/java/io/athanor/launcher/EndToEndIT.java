package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged services, started by the packaged launcher as people start them.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class EndToEndIT {
    private static final String STUDY =
            """
            name: nets
            dataset: fashion-mnist-sample
            objective: {metric: test_accuracy, direction: maximize}
            budget: {trials: 4, epochs: 2, parallelism: 2}
            seed: 5
            sampler: {type: grid}
            fixed: {optimizer: adam, batchSize: 64}
            space:
              network: {type: categorical, choices: [simple-cnn, cnn]}
              learningRate: {type: categorical, choices: [0.001, 0.002]}
            """;

    @TempDir private Path folder;
    private final List<Up> systems = new ArrayList<>();

    @AfterEach
    void leaveNothing() {
        systems.forEach(Up::kill);
    }

    @Test
    void aStudyEndsThoughATrainerIsKilledAndNothingIsLeftOfTheSystem() throws Exception {
        Up up = up();
        Api api = Api.at(up.address("HTTP API"));
        Path file = Files.writeString(folder.resolve("study.yaml"), STUDY);
        assertThat(run("submit", file.toString(), "--server", api.server().toString())).isZero();
        Trial victim =
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> training(api), t -> t != null && !t.epochs().isEmpty());
        assertThat(metrics(up))
                .contains("athanor_trial_loss{study=\"nets\",trial=\"%s\"".formatted(victim.id()));

        up.process(victim.trainer()).destroyForcibly();

        assertThat(run("watch", "nets", "--server", api.server().toString())).isZero();
        Study study = api.study("nets");
        List<Trial> trials = api.trials("nets");
        assertThat(trials).extracting(Trial::number).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(trials).extracting(Trial::state).containsOnly("completed");
        assertThat(trials).allSatisfy(trial -> assertThat(trial.epochs()).hasSize(2));
        assertThat(study.trialsOver()).isEqualTo(4);
        assertThat(study.epochsTrained()).isEqualTo(8);
        assertThat(api.findTrial(victim.id()).orElseThrow().endedAttempts())
                .extracting(Trial.EndedAttempt::attempt, Trial.EndedAttempt::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "lost"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(metrics(up)).doesNotContain("trial=\"nets-"));

        Trial twin = trainedAlone(api, victim);
        Trial resumed = api.findTrial(victim.id()).orElseThrow();
        assertThat(resumed.epochs())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
                .isEqualTo(twin.epochs());
        assertThat(losses(api, resumed)).isEqualTo(losses(api, twin)).hasSize(314);

        List<ProcessHandle> processes = up.processes();
        up.launcher().destroy();

        assertThat(up.launcher().waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(5).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void nothingIsLeftOfAKilledLauncherAndTheNextGoesOnWhereItWas() throws Exception {
        Up first = up();
        Path file = Files.writeString(folder.resolve("study.yaml"), STUDY);
        Api api = Api.at(first.address("HTTP API"));
        assertThat(run("submit", file.toString(), "--server", api.server().toString())).isZero();
        await().atMost(Duration.ofMinutes(2)).until(() -> training(api), t -> t != null);
        List<ProcessHandle> processes = first.processes();

        first.launcher().destroyForcibly();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        Up second = up();
        Api next = Api.at(second.address("HTTP API"));
        assertThat(second.lines()).anyMatch(line -> line.startsWith("Goes on with study nets"));
        assertThat(run("cancel", "nets", "--server", next.server().toString())).isZero();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> next.trials("nets").stream().allMatch(Trial::isOver));
        assertThat(next.study("nets").state()).isEqualTo("cancelled");
    }

    /// A trial that has begun to train and will not be done soon.
    private static Trial training(Api api) {
        return api.trials("nets").stream()
                .filter(trial -> trial.isRunning() && "cnn".equals(trial.point().get("network")))
                .filter(trial -> api.losses(trial.id(), 2).last().isPresent())
                .findFirst()
                .orElse(null);
    }

    /// The same trial, left alone.
    private static Trial trainedAlone(Api api, Trial trial) throws Exception {
        String asked =
                """
                {"name": "twin", "dataset": "fashion-mnist-sample", "epochs": 2, "seed": 5,
                 "hyperparameters": {"network": "%s", "learningRate": %s, "optimizer": "adam",
                  "batchSize": 64}}
                """
                        .formatted(trial.point().get("network"), trial.point().get("learningRate"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(api.server().resolve("/api/v1/trials"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(asked))
                            .build();
            HttpResponse<String> created =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        }
        return await().atMost(Duration.ofMinutes(3))
                .until(() -> api.findTrial("twin-1").orElseThrow(), Trial::isOver);
    }

    private static JsonNode losses(Api api, Trial trial) throws Exception {
        URI uri =
                api.server().resolve("/api/v1/trials/%s/losses?points=2000".formatted(trial.id()));
        return new ObjectMapper().readTree(text(uri)).path("points");
    }

    private static String metrics(Up up) throws IOException, InterruptedException {
        return text(up.address("Prometheus"));
    }

    private static String text(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private Up up() throws IOException {
        Up up = Up.start(folder);
        systems.add(up);
        return up;
    }

    private static int run(String... arguments) throws IOException, InterruptedException {
        Process launcher = Up.launcher(arguments).start();
        launcher.inputReader().lines().forEach(System.out::println);
        return launcher.waitFor();
    }
}
