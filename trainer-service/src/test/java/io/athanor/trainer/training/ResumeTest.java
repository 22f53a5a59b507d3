package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.athanor.trainer.checkpoint.Checkpoint;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.IdxFiles;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A trial that was interrupted and went on against one that never was: every bit must be the same.
class ResumeTest {
    private static final int TRAIN = 100;

    /// Of what is left to train on.
    private static final int BATCHES = 3;

    private static final int EPOCHS = 4;
    private static final int NEVER = Integer.MAX_VALUE;

    private static final List<String> OPTIMIZERS =
            List.of(
                    "\"optimizer\": \"sgd\", \"learningRate\": 0.01",
                    "\"optimizer\": \"sgd\", \"learningRate\": 0.01, \"momentum\": 0.9, \"dampening\": 0.5, \"weightDecay\": 0.01",
                    "\"optimizer\": \"sgd\", \"learningRate\": 0.01, \"momentum\": 0.9, \"nesterov\": true, \"clipNorm\": 1",
                    "\"optimizer\": \"adam\"",
                    "\"optimizer\": \"adamw\", \"weightDecay\": 0.1, \"l1\": 0.001, \"clipValue\": 0.1",
                    "\"optimizer\": \"rmsprop\", \"centered\": true, \"momentum\": 0.5",
                    "\"optimizer\": \"adam-then-sgd\", \"switchEpoch\": 2, \"momentum\": 0.9, \"dampening\": 0.3");

    private static final String NO_WARMUP =
            "\"warmup\": {\"steps\": 0, \"startFactor\": 0.5, \"interval\": \"epoch\"}";
    private static final String WARMUP =
            "\"warmup\": {\"steps\": 3, \"startFactor\": 0.1, \"interval\": \"iteration\"}";

    private static final List<String> SCHEDULES =
            List.of(
                    "{\"type\": \"constant\", " + WARMUP + "}",
                    "{\"type\": \"reduce-on-plateau\", \"mode\": \"min\", \"patience\": 0, \"factor\": 0.5, \"threshold\": 1.0, \"thresholdMode\": \"abs\", \"cooldown\": 0, \"minLearningRate\": 0, "
                            + NO_WARMUP
                            + "}",
                    "{\"type\": \"step\", \"stepSize\": 3, \"gamma\": 0.5, \"interval\": \"iteration\", "
                            + WARMUP
                            + "}",
                    "{\"type\": \"multi-step\", \"milestones\": [1, 3], \"gamma\": 0.5, \"interval\": \"epoch\", "
                            + NO_WARMUP
                            + "}",
                    "{\"type\": \"exponential\", \"gamma\": 0.9, \"interval\": \"iteration\", "
                            + NO_WARMUP
                            + "}",
                    "{\"type\": \"cosine\", \"steps\": 0, \"minLearningRate\": 1e-5, \"interval\": \"iteration\", "
                            + WARMUP
                            + "}",
                    "{\"type\": \"cosine-restarts\", \"firstSteps\": 2, \"growth\": 2, \"minLearningRate\": 0, \"interval\": \"iteration\", "
                            + NO_WARMUP
                            + "}",
                    "{\"type\": \"one-cycle\", \"riseFraction\": 0.3, \"divFactor\": 10, \"finalDivFactor\": 100, \"interval\": \"iteration\"}");

    @TempDir private static Path data;

    private static NDManager device;
    private static DataSets dataSets;

    @TempDir private Path folder;

    @BeforeAll
    static void open() throws IOException {
        IdxFiles.writeMnist(data, TRAIN, 50);
        Torch.start(1);
        device = NDManager.newBaseManager();
        dataSets = new DataSets(device, data, Map.of());
    }

    @AfterAll
    static void close() {
        device.close();
    }

    /// The optimizer's state and the rate come back by different ways: each is tried with one of
    /// the other. Channels in sixteens are computed in oneDNN's order, four with channels last.
    static Stream<Hyperparameters> everyOptimizerScheduleAndOrder() {
        String optimizer = OPTIMIZERS.getLast();
        String schedule = SCHEDULES.getFirst();
        return Stream.of(
                        OPTIMIZERS.stream().map(each -> asked(each, schedule, block(4, false))),
                        SCHEDULES.stream().map(each -> asked(optimizer, each, block(4, false))),
                        Stream.of(
                                asked(
                                        optimizer,
                                        schedule,
                                        block(16, false) + ", " + block(16, true))))
                .flatMap(each -> each);
    }

    private static Hyperparameters asked(String optimizer, String schedule, String blocks) {
        return Asked.hyperparameters(
                """
                {"network": "cnn", "hiddenUnits": 16, "batchSize": 32, "validationFraction": 0.1,
                 "dropout": 0.3, "blocks": [%s], %s, "schedule": %s}\
                """
                        .formatted(blocks, optimizer, schedule));
    }

    private static String block(int filters, boolean residual) {
        return """
        {"filters": %d, "kernel": 3, "stride": 1, "padding": "same", "pooling": "max",
         "batchNorm": true, "residual": %s, "attention": "none", "dropout": 0.1}\
        """
                .formatted(filters, residual);
    }

    /// Interrupted within the second epoch, within the evaluation of the third, and after it.
    @ParameterizedTest
    @MethodSource("everyOptimizerScheduleAndOrder")
    void goesOnAsIfNothingHadHappened(Hyperparameters asked) throws IOException {
        // Given
        Recording undisturbed = new Recording();
        run(folder.resolve("undisturbed"), trial(asked, 1), undisturbed, new StopSignal());

        // When
        List<Recording> parts = new ArrayList<>();
        for (int stopAt : new int[] {BATCHES + 2, 3 * BATCHES, 3 * BATCHES, NEVER}) {
            Recording part = interruptedAt(stopAt, trial(asked, parts.size() + 1));
            parts.add(part);
        }

        // Then
        assertThat(parts)
                .extracting(part -> part.first)
                .containsExactly(1, BATCHES + 1, 2 * BATCHES + 1, 3 * BATCHES + 1);
        List<Float> losses = new ArrayList<>(parts.get(0).losses.subList(0, BATCHES));
        losses.addAll(parts.get(1).losses.subList(0, BATCHES));
        losses.addAll(parts.get(2).losses);
        losses.addAll(parts.get(3).losses);
        assertThat(losses).isEqualTo(undisturbed.losses);
        assertThat(withoutTime(parts.get(3))).isEqualTo(withoutTime(undisturbed));
        for (String model : List.of("best", "last")) {
            assertThat(folder.resolve("interrupted/t/1/" + model + ".safetensors"))
                    .hasSameBinaryContentAs(
                            folder.resolve("undisturbed/t/1/" + model + ".safetensors"));
        }
    }

    @Test
    void goesOnFromWithinAnEpochThatWasNeverStopped() {
        // Given
        Recording undisturbed = new Recording();
        run(folder.resolve("undisturbed"), trial(small(), 1), undisturbed, new StopSignal());
        killedAt(BATCHES + 2, trial(small(), 1));

        // When
        Recording second = new Recording();
        run(folder.resolve("interrupted"), trial(small(), 2), second, new StopSignal());

        // Then
        assertThat(second.first).isEqualTo(BATCHES + 1);
        assertThat(second.losses)
                .isEqualTo(undisturbed.losses.subList(BATCHES, undisturbed.losses.size()));
        assertThat(second.saved).contains(EPOCHS * BATCHES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncated", "changed", "without tensors", "without a manifest"})
    void startsOverWhereTheCheckpointIsDamaged(String damage) throws IOException {
        killedAt(BATCHES + 2, trial(small(), 1));
        damage(damage);

        assertThat(checkpoints("interrupted").newest(trial(small(), 2))).isEmpty();
    }

    @Test
    void startsOverWhereTheCheckpointIsOfOtherHyperparametersSeedOrTrial() throws IOException {
        killedAt(BATCHES + 2, trial(small(), 1));
        Hyperparameters others =
                asked(OPTIMIZERS.getFirst(), SCHEDULES.getFirst(), block(4, false));

        Checkpoints checkpoints = checkpoints("interrupted");

        assertThat(checkpoints.newest(trial(small(), 2))).isPresent();
        assertThat(checkpoints.newest(trial(others, 2))).isEmpty();
        assertThat(checkpoints.newest(trial(small(), "t-1", 2, 8))).isEmpty();
        Files.move(folder.resolve("interrupted/t/1"), folder.resolve("interrupted/t/2"));
        assertThat(checkpoints.newest(trial(small(), "t-2", 2, 7))).isEmpty();
    }

    @Test
    void beginsAnewWithTheFirstAttemptAndLeavesWhatIsThereUntilItHasSomethingItself()
            throws IOException {
        killedAt(BATCHES + 2, trial(small(), 1));
        assertThat(checkpoints("interrupted").newest(trial(small(), 1))).isEmpty();
        StopSignal signal = new StopSignal();
        signal.request(new Ending.Superseded());

        run(folder.resolve("interrupted"), trial(small(), 1), new Recording(), signal);

        assertThat(checkpoints("interrupted").newest(trial(small(), 2))).isPresent();
    }

    @Test
    void failsWhereTheDataAreOthersThanTheCheckpoints() throws IOException {
        // Given
        killedAt(BATCHES + 2, trial(small(), 1));
        Path others = folder.resolve("others");
        IdxFiles.writeMnist(others, TRAIN, 49);
        Recording recording = new Recording();

        // When
        Ending ending;
        try (DataSets here = new DataSets(device.newSubManager(), others, Map.of())) {
            Trainer trainer =
                    Trainers.trainer(
                            device,
                            here,
                            folder.resolve("interrupted"),
                            Trainers.reportingEvery(Duration.ZERO));
            ending = Trainers.run(trainer, trial(small(), 2), recording, new StopSignal());
        }

        // Then
        assertThat(ending)
                .isInstanceOfSatisfying(
                        Ending.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .contains("data set mnist is not what the checkpoint"));
        assertThat(recording.losses).isEmpty();
    }

    @Test
    void keepsTheLargestBatchThatTheFirstAttemptFound() {
        // Given
        Hyperparameters largest =
                Asked.hyperparameters(
                        "{\"network\": \"simple-cnn\", \"batchSize\": 16, \"largestBatch\": true, \"validationFraction\": 0.1}");
        killedAt(2, trial(largest, 1));
        Recording second = new Recording();

        // When: no batch at all would fit now
        Trainer crowded =
                Trainers.trainer(
                        device,
                        dataSets,
                        folder.resolve("interrupted"),
                        Trainers.reportingEvery(Duration.ZERO),
                        new DeviceMemory(device.getDevice(), OptionalLong.of(1)));
        Ending ending = Trainers.run(crowded, trial(largest, 2), second, new StopSignal());

        // Then
        assertThat(ending).isEqualTo(new Ending.Completed());
        assertThat(second.preparations)
                .singleElement()
                .returns(second.preparations.getFirst().trainImages(), Preparation::batchSize);
    }

    @Test
    void leavesTheFolderToANewerAttempt() {
        // Given
        Recording newer = new Recording();
        Recording older =
                new Recording() {
                    @Override
                    public void epoch(EpochMeasurement measurement) {
                        super.epoch(measurement);
                        if (measurement.epoch() == 2) {
                            StartTrial second = trial(small(), 2);
                            StopSignal signal = new StopSignal();
                            signal.request(new Ending.Released());
                            run(folder.resolve("interrupted"), second, newer, signal);
                        }
                    }
                };

        // When
        run(folder.resolve("interrupted"), trial(small(), 1), older, new StopSignal());

        // Then
        assertThat(older.epochs).hasSize(EPOCHS);
        assertThat(folder.resolve("interrupted/t/1"))
                .isDirectoryContaining(
                        file -> file.getFileName().toString().startsWith("checkpoint-2-"))
                .isDirectoryNotContaining(
                        file -> file.getFileName().toString().startsWith("checkpoint-1-"));
    }

    @Test
    void trainsOnWhereNothingCanBeSaved() throws IOException {
        Files.writeString(folder.resolve("interrupted"), "a file where the folder should be");
        Recording recording = new Recording();

        Ending ending =
                run(folder.resolve("interrupted"), trial(small(), 1), recording, new StopSignal());

        assertThat(ending).isEqualTo(new Ending.Completed());
        assertThat(recording.epochs).hasSize(EPOCHS);
        assertThat(recording.saved).isEmpty();
    }

    @Test
    void goesOnFromWhatAnOlderAttemptHasSavedMeanwhile() {
        // Given
        Recording undisturbed = new Recording();
        run(folder.resolve("undisturbed"), trial(small(), 1), undisturbed, new StopSignal());
        killedAt(BATCHES + 2, trial(small(), 1));
        StartTrial third = trial(small(), 3);
        Optional<Checkpoint> replaced = checkpoints("interrupted").newest(third);
        killedAt(2 * BATCHES + 2, trial(small(), 2));

        // When
        Recording recording = new Recording();
        Ending ending =
                Trainers.trainer(
                                device,
                                dataSets,
                                folder.resolve("interrupted"),
                                Trainers.reportingEvery(Duration.ZERO))
                        .run(third, replaced, recording, new StopSignal());

        // Then
        assertThat(ending).isEqualTo(new Ending.Completed());
        assertThat(withoutTime(recording)).isEqualTo(withoutTime(undisturbed));
    }

    @Test
    void isNotCompletedBeforeItsLastCheckpointIsThere() {
        Recording recording =
                new Recording() {
                    @Override
                    public List<Future<?>> published() {
                        return List.of(
                                new CompletableFuture<>()
                                        .completeOnTimeout(null, 5, TimeUnit.SECONDS));
                    }
                };

        run(folder.resolve("slow"), trial(small(), 1), recording, new StopSignal());

        assertThat(recording.saved).contains(EPOCHS * BATCHES);
    }

    @Test
    void keepsTheLastCheckpointTheModelsAndTheirDescriptionOnly() {
        run(folder.resolve("kept"), trial(small(), 1), new Recording(), new StopSignal());

        assertThat(folder.resolve("kept/t/1").toFile().list())
                .containsExactlyInAnyOrder(
                        "checkpoint-1-12-4.json",
                        "checkpoint-1-12-4.safetensors",
                        "best.safetensors",
                        "last.safetensors",
                        "network.json",
                        "owner");
    }

    private static Hyperparameters small() {
        return asked(OPTIMIZERS.getLast(), SCHEDULES.getFirst(), block(4, false));
    }

    private Checkpoints checkpoints(String name) {
        return new Checkpoints(folder.resolve(name), new SimpleMeterRegistry());
    }

    /// As a process that dies without any warning, after it saved at each iteration.
    private void killedAt(int iteration, StartTrial trial) {
        Recording recording =
                new Recording() {
                    @Override
                    public void iterations(int from, Losses block, int samples, double rate) {
                        super.iterations(from, block, samples, rate);
                        if (iterations() > iteration) {
                            throw new IllegalStateException("killed");
                        }
                    }
                };
        Trainer trainer =
                Trainers.trainer(
                        device,
                        dataSets,
                        folder.resolve("interrupted"),
                        new Intervals(Duration.ZERO, Duration.ZERO));
        assertThatThrownBy(() ->
                        trainer.run(trial, trainer.checkpoint(trial), recording, new StopSignal()))
                .hasMessage("killed");
    }

    private void damage(String damage) throws IOException {
        Path trial = folder.resolve("interrupted/t/1");
        Path manifest = only(trial, "json");
        Path tensors = only(trial, "safetensors");
        byte[] content = Files.readAllBytes(tensors);
        switch (damage) {
            case "truncated" -> Files.write(tensors, Arrays.copyOf(content, content.length - 1));
            case "changed" -> {
                content[content.length / 2] ^= 1;
                Files.write(tensors, content);
            }
            case "without tensors" -> Files.delete(tensors);
            default -> Files.delete(manifest);
        }
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "checkpoint-*." + ending)) {
            return files.iterator().next();
        }
    }

    private Recording interruptedAt(int iteration, StartTrial trial) {
        StopSignal signal = new StopSignal();
        Recording recording =
                new Recording() {
                    @Override
                    public void iterations(int from, Losses block, int samples, double rate) {
                        super.iterations(from, block, samples, rate);
                        if (iterations() >= iteration) {
                            request(trial.attempt() == 3 ? new StopSignal() : signal);
                        }
                    }

                    @Override
                    public void epoch(EpochMeasurement measurement) {
                        super.epoch(measurement);
                        if (trial.attempt() == 3 && measurement.epoch() == 3) {
                            request(signal);
                        }
                    }

                    private void request(StopSignal of) {
                        of.request(new Ending.Released());
                    }
                };
        Ending ending = run(folder.resolve("interrupted"), trial, recording, signal);
        assertThat(ending)
                .isEqualTo(iteration == NEVER ? new Ending.Completed() : new Ending.Released());
        return recording;
    }

    private static List<EpochMeasurement> withoutTime(Recording recording) {
        return recording.epochs.stream()
                .map(e ->
                        new EpochMeasurement(
                                e.epoch(),
                                e.iterations(),
                                e.trainLoss(),
                                e.trainAccuracy(),
                                e.testLoss(),
                                e.testAccuracy(),
                                e.validationLoss(),
                                e.validationAccuracy(),
                                e.learningRate(),
                                0))
                .toList();
    }

    private static StartTrial trial(Hyperparameters asked, int attempt) {
        return trial(asked, "t-1", attempt, 7);
    }

    private static StartTrial trial(Hyperparameters asked, String id, int attempt, long seed) {
        return new StartTrial(
                TrialId.parse(id), attempt, "mnist", EPOCHS, seed, asked, CurveRules.DEFAULT);
    }

    private static Ending run(
            Path checkpoints, StartTrial trial, Recording recording, StopSignal signal) {
        Trainer trainer =
                Trainers.trainer(
                        device, dataSets, checkpoints, Trainers.reportingEvery(Duration.ZERO));
        return Trainers.run(trainer, trial, recording, signal);
    }
}
