package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each format of data, in files on the disk, asked for over HTTP: real images of Fashion-MNIST,
/// for CIFAR-10 and for the folder coloured and 32x32.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DataSetsIT {
    private static final String RULES =
            "curveRules: {plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}\n";
    private static final String COLOUR =
            """
            name: cifar
            dataset: cifar-10
            budget: {trials: 12, epochs: 2, parallelism: 2}
            seed: 3
            sampler: {type: by-hand}
            fixed: {dataFraction: 0.04, classes: 2, batchSize: 32, filters: 8}
            points:
            - {network: simple-cnn}
            - {network: cnn, filters: 32}
            - {network: two-conv}
            - {network: one-conv}
            - {network: se-cca, dataFraction: 0.01}
            - {network: se-cca, dataFraction: 0.01, sePosition: after-conv}
            - {attention: se}
            - {depth: 4, filterGrowth: 1.5, residual: true}
            - {augmentation: {crop: 4, flip: 0.5, rotation: 15, brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.1}}
            - {augmentation: {cutout: 8, mixup: 0.2}}
            - {optimizer: sgd, momentum: 0.9, schedule: cosine, learningRate: 0.01}
            - {validationFraction: 0.2}
            """;
    private static final String GREY =
            """
            name: mnist
            dataset: mnist
            budget: {trials: 3, epochs: 2, parallelism: 2}
            seed: 3
            sampler: {type: by-hand}
            fixed: {batchSize: 32, filters: 8}
            points:
            - {network: simple-cnn}
            - {network: cnn}
            - {network: one-conv}
            """;
    private static final String FOLDER =
            """
            name: clothes
            dataset: clothes
            budget: {trials: 3, epochs: 3, parallelism: 2}
            seed: 3
            sampler: {type: by-hand}
            fixed: {batchSize: 32, filters: 8}
            points:
            - {network: simple-cnn}
            - {network: cnn}
            - {augmentation: {saturation: 0.5, hue: 0.5, flip: 0.5}}
            """;
    private static final String WHOLE =
            """
            name: fashion
            dataset: fashion-mnist
            budget: {trials: 1, epochs: 1, parallelism: 1}
            seed: 3
            sampler: {type: by-hand}
            fixed: {network: simple-cnn, dataFraction: 0.05}
            points: [{batchSize: 64}]
            """;

    @TempDir private Path folder;
    private Up up;

    @AfterEach
    void leaveNothing() {
        up.kill();
    }

    @Test
    void everyDataSetTrains() throws Exception {
        // Given
        Path data = folder.resolve("images");
        ImageFiles train = ImageFiles.sample("train");
        ImageFiles test = ImageFiles.sample("t10k");
        train.writeIdx(data.resolve("mnist"), "train", 2_000, true);
        test.writeIdx(data.resolve("mnist"), "t10k", 500, false);
        train.writeFolders(data.resolve("clothes/train"), 3, 100);
        test.writeFolders(data.resolve("clothes/test"), 3, 30);
        for (int batch = 1; batch <= 5; batch++) {
            train.writeCifar(data.resolve("cifar-10/data_batch_%d.bin".formatted(batch)));
        }
        Path damaged = data.resolve("cifar-10/test_batch.bin");
        test.writeCifar(damaged);
        long whole = Files.size(damaged);
        truncate(damaged, whole - 1);
        up =
                Up.start(
                        folder,
                        Map.of(
                                "ATHANOR_TRAINER_DATA", data.toString(),
                                "ATHANOR_DATASETS_CLOTHES_IMAGE", "3x32x32",
                                "ATHANOR_DATASETS_CLOTHES_CLASSES", "3"));
        Api api = Api.at(up.address("HTTP API"));

        // When
        var _ = api.createStudy(COLOUR.replace("cifar\n", "damaged\n") + RULES, Api.Format.YAML);
        List<Trial> refused = trials(api, "damaged");
        truncate(damaged, whole);
        for (String study : List.of(COLOUR, GREY, FOLDER, WHOLE)) {
            var _ = api.createStudy(study + RULES, Api.Format.YAML);
        }

        // Then
        assertThat(refused)
                .hasSize(12)
                .allSatisfy(trial -> {
                    assertThat(trial.state()).isEqualTo("infeasible");
                    assertThat(trial.reason())
                            .contains("test_batch.bin", "30729999 bytes instead of 30730000");
                    assertThat(trial.endedAttempts()).isEmpty();
                });
        assertThat(accuracies(api, "cifar", 12, 2)).allMatch(accuracy -> accuracy > 0.7);
        assertThat(accuracies(api, "mnist", 3, 2)).allMatch(accuracy -> accuracy > 0.6);
        assertThat(accuracies(api, "clothes", 3, 3)).allMatch(accuracy -> accuracy > 0.6);
        assertThat(accuracies(api, "fashion", 1, 1)).allMatch(accuracy -> accuracy > 0.6);
    }

    private static List<Trial> trials(Api api, String study) {
        await().atMost(Duration.ofMinutes(6)).until(() -> api.study(study).isOver());
        return api.trials(study);
    }

    /// Of the test images, after the last epoch.
    private static List<Double> accuracies(Api api, String study, int expected, int epochs) {
        List<Trial> trials = trials(api, study);
        assertThat(trials)
                .hasSize(expected)
                .allSatisfy(trial -> {
                    assertThat(trial.state())
                            .as("%s: %s", trial.point(), trial.reason())
                            .isEqualTo("completed");
                    assertThat(trial.epochs()).hasSize(epochs);
                });
        return trials.stream().map(trial -> trial.epochs().getLast().testAccuracy()).toList();
    }

    private static void truncate(Path file, long length) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }
}
