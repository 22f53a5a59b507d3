package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Optimizer;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Stop;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.IdxFiles;
import io.athanor.trainer.program.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final int TRAIN = 100;
    private static final int TEST = 300;
    private static final int BATCH = 32;
    private static final int BATCHES = 4;

    private static NDManager device;
    private static Trainer trainer;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        IdxFiles.writeMnist(folder, TRAIN, TEST);
        Torch.start(1);
        device = NDManager.newBaseManager();
        trainer =
                Trainers.trainer(
                        device,
                        new DataSets(device, folder, Map.of()),
                        folder.resolve("checkpoints"),
                        Trainers.reportingEvery(Duration.ofMillis(20)));
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Test
    void learnsAndMeasuresEveryEpoch() {
        Recording recording = new Recording();

        Ending ending = run(trial(adam(0.001), 10, 7), recording, new StopSignal());

        assertThat(ending).isEqualTo(new Ending.Completed());
        assertThat(recording.epochs)
                .extracting(EpochMeasurement::epoch)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(recording.epochs)
                .extracting(EpochMeasurement::iterations)
                .startsWith(BATCHES, 2 * BATCHES);
        assertThat(recording.epochs.getLast().trainAccuracy()).isGreaterThan(0.8);
        assertThat(recording.epochs.getLast().testAccuracy()).isGreaterThan(0.5);
        assertThat(recording.epochs.getLast().testLoss())
                .isLessThan(recording.epochs.getFirst().testLoss());
    }

    @Test
    void reportsEachIterationOnceAndCountsTheSmallerLastBatch() {
        Recording recording = new Recording();

        run(trial(adam(0.001), 2, 7), recording, new StopSignal());

        assertThat(recording.started).containsExactly(10, BATCHES, 1);
        assertThat(recording.losses).hasSize(2 * BATCHES);
        assertThat(recording.samples).isEqualTo(2 * TRAIN);
        double mean = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            int images = batch < BATCHES - 1 ? BATCH : TRAIN - (BATCHES - 1) * BATCH;
            mean += recording.losses.get(batch) * images / TRAIN;
        }
        assertThat(recording.epochs.getFirst().trainLoss()).isCloseTo(mean, within(1e-6));
    }

    @Test
    void givesTheSameLossesForTheSameSeedAloneAndBesideOtherTrials() throws Exception {
        // Given
        Recording alone = new Recording();
        run(trial(adam(0.001), 3, 7), alone, new StopSignal());

        // When
        List<Recording> together = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Ending>> endings = new ArrayList<>();
            for (long seed : new long[] {7, 8, 7}) {
                Recording recording = new Recording();
                together.add(recording);
                endings.add(
                        threads.submit(() ->
                                run(trial(adam(0.001), 3, seed), recording, new StopSignal())));
            }
            for (Future<Ending> ending : endings) {
                assertThat(ending.get()).isEqualTo(new Ending.Completed());
            }
        }

        // Then
        assertThat(together.get(0).losses).isEqualTo(alone.losses);
        assertThat(together.get(2).losses).isEqualTo(alone.losses);
        assertThat(together.get(1).losses).isNotEqualTo(alone.losses);
    }

    @Test
    void dropsOut() {
        Recording with = new Recording();
        Recording without = new Recording();

        run(trial(hyperparameters(Optimizer.ADAM, 0.001, 0.5), 1, 7), with, new StopSignal());
        run(trial(hyperparameters(Optimizer.ADAM, 0.001, 0), 1, 7), without, new StopSignal());

        assertThat(with.losses).isNotEqualTo(without.losses);
        assertThat((double) with.losses.getFirst())
                .isCloseTo(without.losses.getFirst(), within(0.3));
    }

    @Test
    void augmentsTheSameAloneAndBesideOtherTrials() throws Exception {
        Hyperparameters augmented =
                Asked.hyperparameters(
                        """
                        {"batchSize": 32, "augmentation": {"crop": 4, "flip": 0.5, "brightness": 0.2,
                         "contrast": 0.2, "rotation": 15, "cutout": 8, "mixup": 0.2, "normalise": true}}
                        """);
        Recording alone = new Recording();
        run(trial(augmented, 2, 7), alone, new StopSignal());
        Recording beside = new Recording();

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Ending> other =
                    threads.submit(
                            () -> run(trial(augmented, 2, 8), new Recording(), new StopSignal()));
            run(trial(augmented, 2, 7), beside, new StopSignal());
            assertThat(other.get()).isEqualTo(new Ending.Completed());
        }

        assertThat(beside.losses).isEqualTo(alone.losses);
        Recording plain = new Recording();
        run(trial(adam(0.001), 2, 7), plain, new StopSignal());
        assertThat(alone.losses).isNotEqualTo(plain.losses);
    }

    /// The draws of the augmentation leave weights, order and dropout as they were.
    @Test
    void trainsAsWithoutAugmentationWhereNoDrawChangesAnImage() {
        Recording plain = new Recording();
        run(trial(adam(0.001), 2, 7), plain, new StopSignal());
        Recording drawn = new Recording();

        run(
                trial(
                        Asked.hyperparameters(
                                """
                                {"batchSize": 32,
                                 "augmentation": {"flip": 1e-30, "normalise": true}}
                                """),
                        2,
                        7),
                drawn,
                new StopSignal());

        assertThat(drawn.losses).isEqualTo(plain.losses);
    }

    @Test
    void measuresHeldOutImagesThatItDoesNotTrainOn() {
        Hyperparameters heldOut =
                Asked.hyperparameters(
                        """
                        {"network": "simple-cnn", "batchSize": 32, "validationFraction": 0.3}
                        """);
        Recording recording = new Recording();

        run(trial(heldOut, 2, 7), recording, new StopSignal());

        assertThat(recording.samples).isBetween(2 * 65, 2 * 75);
        assertThat(recording.epochs)
                .allSatisfy(epoch -> {
                    assertThat(epoch.validationLoss()).isPositive();
                    assertThat(epoch.validationAccuracy()).isBetween(0.0, 1.0);
                    assertThat(epoch.heldOutLoss()).isEqualTo(epoch.validationLoss());
                    assertThat(epoch.validationLoss()).isNotEqualTo(epoch.testLoss());
                });
    }

    @Test
    void tellsApartOnlyTheClassesItIsAskedFor() {
        Hyperparameters three = Asked.hyperparameters("{\"batchSize\": 32, \"classes\": 3}");
        Recording recording = new Recording();

        Ending ending = run(trial(three, 6, 7), recording, new StopSignal());

        assertThat(ending).isEqualTo(new Ending.Completed());
        assertThat(recording.started.getFirst()).isEqualTo(3);
        assertThat(recording.samples).isLessThan(6 * TRAIN / 2);
        assertThat(recording.epochs.getLast().testAccuracy()).isGreaterThan(0.6);
    }

    @Test
    void endsAsInfeasibleWithMoreClassesThanThereAre() {
        Hyperparameters eleven = Asked.hyperparameters("{\"classes\": 11}");

        Ending ending = run(trial(eleven, 1, 7), new Recording(), new StopSignal());

        assertThat(ending).isEqualTo(new Ending.Infeasible("classes 11: data set mnist has 10"));
    }

    @Test
    void saysWhatItTrainsOnAndWith() {
        Recording recording = new Recording();

        run(trial(adam(0.001), 1, 7), recording, new StopSignal());

        Preparation preparation = recording.preparations.getFirst();
        assertThat(preparation.seed()).isEqualTo(7);
        assertThat(preparation.dataset()).isEqualTo("mnist");
        assertThat(preparation.datasetHash()).matches("[0-9a-f]{64}");
        assertThat(preparation.trainImages()).isEqualTo(TRAIN);
        assertThat(preparation.iterationsPerEpoch()).isEqualTo(BATCHES);
        assertThat(preparation.batchSize()).isEqualTo(BATCH);
        assertThat(preparation.device()).isEqualTo("cpu");
        assertThat(preparation.threads()).isPositive();
        assertThat(preparation.layers()).isNotEmpty();
        assertThat(preparation.versions())
                .containsEntry("athanor", "test")
                .containsEntry("libtorch", "2.7.1")
                .containsKeys("djl", "java");
    }

    @Test
    void trainsAllImagesAtOnceWhereTheyAreTheLargestBatch() {
        Hyperparameters largest =
                Asked.hyperparameters(
                        """
                        {"network": "simple-cnn", "batchSize": 16, "largestBatch": true}
                        """);
        Recording recording = new Recording();

        run(trial(largest, 1, 7), recording, new StopSignal());

        assertThat(recording.preparations.getFirst().batchSize()).isEqualTo(TRAIN);
        assertThat(recording.losses).hasSize(1);
        Recording asked = new Recording();
        Hyperparameters hundred =
                Asked.hyperparameters(
                        "{\"network\": \"simple-cnn\", \"batchSize\": %d}".formatted(TRAIN));
        run(trial(hundred, 1, 7), asked, new StopSignal());
        assertThat(recording.losses).isEqualTo(asked.losses);
    }

    @Test
    void stopsBetweenTwoIterations() {
        // Given
        Stop stop = Stop.of(Stop.Rule.PLATEAU, "no longer falls");
        StopSignal signal = new StopSignal();
        Recording recording =
                new Recording() {
                    @Override
                    public void iterations(int first, Losses losses, int samples, double rate) {
                        super.iterations(first, losses, samples, rate);
                        signal.request(new Ending.Stopped(stop));
                        signal.request(new Ending.Released());
                    }
                };

        // When
        Ending ending = run(trial(adam(0.001), 1000, 7), recording, signal);

        // Then
        assertThat(ending).isEqualTo(new Ending.Stopped(stop));
        assertThat(recording.losses).hasSizeLessThanOrEqualTo(BATCHES);
    }

    @Test
    void stopsInAnEvaluation() {
        StopSignal signal = new StopSignal();
        Recording recording =
                new Recording() {
                    @Override
                    public void iterations(int first, Losses losses, int samples, double rate) {
                        super.iterations(first, losses, samples, rate);
                        if (this.losses.size() == BATCHES) {
                            signal.request(new Ending.Released());
                        }
                    }
                };

        Ending ending = run(trial(adam(0.001), 1000, 7), recording, signal);

        assertThat(ending).isEqualTo(new Ending.Released());
        assertThat(recording.losses).hasSize(BATCHES);
        assertThat(recording.epochs).isEmpty();
    }

    @Test
    void endsAsInfeasibleWhenALossIsNotFinite() {
        Recording recording = new Recording();

        Hyperparameters diverging =
                Asked.hyperparameters(
                        "{\"optimizer\": \"sgd\", \"learningRate\": 1000, \"batchSize\": 4}");

        Ending ending = run(trial(diverging, 1, 7), recording, new StopSignal());

        int broken = 1 + recording.losses.stream().filter(Float::isFinite).toList().size();
        assertThat(ending).isInstanceOf(Ending.Infeasible.class);
        assertThat(((Ending.Infeasible) ending).reason())
                .matches("loss became (NaN|Infinity) at iteration \\d+");
        assertThat(
                        recording.losses.get(
                                Integer.parseInt(
                                                ((Ending.Infeasible) ending)
                                                        .reason()
                                                        .replaceAll("\\D", ""))
                                        - 1))
                .satisfies(loss -> assertThat(Float.isFinite(loss)).isFalse());
        assertThat(broken).isLessThanOrEqualTo(recording.losses.size());
    }

    @Test
    void lowersTheRateOnAPlateau() {
        Hyperparameters stuck =
                Asked.hyperparameters(
                        """
                        {"network": "simple-cnn", "optimizer": "sgd", "learningRate": 1e-6,
                         "batchSize": %d,
                         "schedule": {"type": "reduce-on-plateau", "mode": "min", "patience": 0,
                          "factor": 0.5, "threshold": 1e-4, "thresholdMode": "rel",
                          "warmup": {"steps": 0, "startFactor": 1, "interval": "epoch"}}}
                        """
                                .formatted(BATCH));
        Recording recording = new Recording();

        run(trial(stuck, 4, 7), recording, new StopSignal());

        assertThat(recording.epochs)
                .extracting(EpochMeasurement::learningRate)
                .containsExactly(1e-6, 1e-6, 5e-7, 2.5e-7);
        assertThat(recording.rates).contains(1e-6, 5e-7, 2.5e-7);
    }

    @Test
    void endsAsInfeasibleWithoutTheData() {
        StartTrial elsewhere =
                new StartTrial(
                        TrialId.parse("t-1"), 1, "imagenet", 1, 7, adam(0.001), CurveRules.DEFAULT);

        Ending ending = run(elsewhere, new Recording(), new StopSignal());

        assertThat(ending)
                .isEqualTo(
                        new Ending.Infeasible(
                                "data set imagenet: there are [cifar-10, fashion-mnist,"
                                        + " fashion-mnist-sample, mnist]"));
    }

    @Test
    void takesMissingMemoryOfJavaForThePointsFaultToo() {
        Recording recording =
                new Recording() {
                    @Override
                    public void epoch(EpochMeasurement measurement) {
                        throw new OutOfMemoryError("planted");
                    }
                };

        Ending ending = run(trial(adam(0.001), 1, 7), recording, new StopSignal());

        assertThat(ending).isEqualTo(new Ending.Infeasible("out of the trainer's memory: planted"));
    }

    @Test
    void takesOnlyMissingMemoryForThePointsFault() {
        assertThat(
                        Trainer.ending(
                                new EngineException("CUDA out of memory. Tried to allocate 2 GiB")))
                .isInstanceOf(Ending.Infeasible.class);
        assertThat(
                        Trainer.ending(
                                new EngineException(
                                        "DefaultCPUAllocator: can't allocate memory: 9 bytes")))
                .isInstanceOf(Ending.Infeasible.class);
        assertThat(Trainer.ending(new EngineException("CUDA error: an illegal memory access")))
                .isEqualTo(new Ending.Failed("CUDA error: an illegal memory access"));
    }

    /// The variance of one value, where the last batch is one image of one pixel, is not a number:
    /// with channels last, and in oneDNN's order.
    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void findsAPointInfeasibleWhoseLossIsFiniteInTrainingOnly(int filters) {
        Recording recording = new Recording();
        String block =
                """
                {"filters": %d, "kernel": 3, "stride": 4, "padding": "same", "pooling": "none",
                 "batchNorm": true, "residual": false, "attention": "none", "dropout": 0}
                """
                        .formatted(filters);
        Hyperparameters asked =
                Asked.hyperparameters(
                        "{\"batchSize\": %d, \"blocks\": [%s, %s, %s]}"
                                .formatted(TRAIN - 1, block, block, block));

        Ending ending = run(trial(asked, 2, 7), recording, new StopSignal());

        assertThat(ending)
                .isEqualTo(new Ending.Infeasible("test loss is not finite after epoch 1"));
        assertThat(recording.losses).hasSize(2).allMatch(loss -> Float.isFinite(loss));
    }

    /// A trial's weights and moments are 8 MB here: 40 that leak would be 320.
    @Test
    @EnabledOnOs(OS.LINUX)
    void givesItsMemoryBack() throws IOException {
        Hyperparameters oneBatch = Asked.hyperparameters("{\"batchSize\": %d}".formatted(TRAIN));
        for (int i = 0; i < 10; i++) {
            run(trial(oneBatch, 1, i), new Recording(), new StopSignal());
        }
        long before = nativeMegabytes();

        for (int i = 0; i < 40; i++) {
            run(trial(oneBatch, 1, i), new Recording(), new StopSignal());
        }

        assertThat(nativeMegabytes() - before).isLessThan(120);
        assertThat(device.getManagedArrays()).as("the data set's four").hasSize(4);
    }

    /// What the process has in memory besides Java's heap.
    private static long nativeMegabytes() throws IOException {
        String resident =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
        long heap = Runtime.getRuntime().totalMemory() >> 20;
        return Long.parseLong(resident.replaceAll("\\D", "")) / 1024 - heap;
    }

    private static Hyperparameters adam(double rate) {
        return hyperparameters(Optimizer.ADAM, rate, 0.5);
    }

    private static Hyperparameters hyperparameters(
            Optimizer optimizer, double rate, double dropout) {
        return Asked.hyperparameters(
                """
                {"optimizer": "%s", "learningRate": %s, "momentum": 0.9, "batchSize": %d,
                 "dropout": %s}
                """
                        .formatted(
                                optimizer == Optimizer.SGD ? "sgd" : "adam", rate, BATCH, dropout));
    }

    private static StartTrial trial(Hyperparameters hyperparameters, int epochs, long seed) {
        return new StartTrial(
                TrialId.parse("t-1"),
                1,
                "mnist",
                epochs,
                seed,
                hyperparameters,
                CurveRules.DEFAULT);
    }

    private static Ending run(StartTrial trial, Progress progress, StopSignal signal) {
        return Trainers.run(trainer, trial, progress, signal);
    }
}
