package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.StartTrial;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole trainings of the reference networks against PyTorch's own: `golden/spread.py` in the test
/// resources says how those were run. Takes minutes, so it runs only when asked for: `./mvnw -pl
/// trainer-service test -Dtest=SpreadComparison`: its name is not a test's
class SpreadComparison {
    private static final int SEEDS = 3;

    /// Student's t of the difference of two means, of three and six runs: equals go beyond it once
    /// in 200 times.
    private static final double LARGEST_T = 4.03;

    @BeforeAll
    static void startEngine() {
        Torch.start(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple-cnn", "cnn", "two-conv", "one-conv", "se-cca"})
    void endsWherePyTorchsOwnRunsEnd(String network, @TempDir Path folder) throws IOException {
        // Given
        JsonNode golden = golden().get(network);
        IdxFiles.writeMnist(folder, golden.get("images").asInt(), 2000);
        Files.move(folder.resolve("mnist"), folder.resolve("fashion-mnist"));
        List<EpochMeasurement> ends = new ArrayList<>();

        // When
        NDManager device = NDManager.newBaseManager();
        try (DataSets dataSets = new DataSets(device, folder, Map.of())) {
            Trainer trainer =
                    Trainers.trainer(
                            device,
                            dataSets,
                            folder.resolve("checkpoints"),
                            Trainers.reportingEvery(Duration.ofSeconds(1)));
            for (long seed = 1; seed <= SEEDS; seed++) {
                Recording last = new Recording();
                Ending ending = Trainers.run(trainer, trial(golden, seed), last, new StopSignal());
                assertThat(ending).isEqualTo(new Ending.Completed());
                ends.add(last.epochs.getLast());
            }
        }

        // Then
        compare(network, "train loss", golden, "trainLoss", ends, EpochMeasurement::trainLoss);
        compare(network, "test loss", golden, "testLoss", ends, EpochMeasurement::testLoss);
        compare(
                network,
                "test accuracy",
                golden,
                "testAccuracy",
                ends,
                EpochMeasurement::testAccuracy);
    }

    private static void compare(
            String network,
            String what,
            JsonNode golden,
            String field,
            List<EpochMeasurement> ends,
            ToDoubleFunction<EpochMeasurement> value) {
        double[] theirs =
                StreamSupport.stream(golden.get("runs").spliterator(), false)
                        .mapToDouble(run -> run.get(field).asDouble())
                        .toArray();
        double[] ours = ends.stream().mapToDouble(value).toArray();
        double variance =
                (squares(theirs) + squares(ours))
                        / (theirs.length + ours.length - 2)
                        * (1.0 / theirs.length + 1.0 / ours.length);
        double t = (mean(ours) - mean(theirs)) / Math.sqrt(variance);
        System.out.printf(
                "| `%s` | %s | %.4f (%.4f to %.4f) | %.4f (%.4f to %.4f) | %.1f |%n",
                network,
                what,
                mean(theirs),
                DoubleStream.of(theirs).min().orElseThrow(),
                DoubleStream.of(theirs).max().orElseThrow(),
                mean(ours),
                DoubleStream.of(ours).min().orElseThrow(),
                DoubleStream.of(ours).max().orElseThrow(),
                t);

        assertThat(Math.abs(t))
                .as("%s of %s: %s in PyTorch, %s here", what, network, mean(theirs), mean(ours))
                .isLessThan(LARGEST_T);
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }

    private static double squares(double[] values) {
        double mean = mean(values);
        return DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
    }

    private static StartTrial trial(JsonNode golden, long seed) {
        return new StartTrial(
                TrialId.parse("spread-1"),
                1,
                "fashion-mnist",
                golden.get("epochs").asInt(),
                seed,
                Asked.hyperparameters(golden.get("asked").toString()),
                CurveRules.DEFAULT);
    }

    private static JsonNode golden() throws IOException {
        try (var file = SpreadComparison.class.getResourceAsStream("/golden/spread.json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
