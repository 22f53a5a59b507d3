package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.contracts.network.Parameter;
import io.athanor.trainer.Asked;
import io.athanor.trainer.data.DataSet;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.Split;
import io.athanor.trainer.data.TrialImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The program against what PyTorch computed from the same weights and images: `golden/pytorch.py`
/// in the test resources makes the files and says how.
class PyTorchTest {
    private static final int IMAGES = 37;
    private static final int BATCH = 8;
    private static final int KEPT = 24;

    /// Both sides round to 24 bits, in other orders. The largest errors that were seen are 6 % of
    /// what is allowed, or half of it where two threads share the sums.
    private static final double RELATIVE = 1e-4;

    private static final double ABSOLUTE = 1e-5;

    private static NDManager device;

    private double worst;

    @BeforeAll
    static void startEngine() {
        Torch.start(1);
        device = NDManager.newBaseManager();
    }

    @AfterAll
    static void release() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({"simple-cnn, sgd", "simple-cnn, adam", "cnn, sgd", "cnn, adam"})
    void computesTheSameLossesWeightsAndStatistics(String network, String optimizer)
            throws IOException {
        // Given
        JsonNode golden = golden(network + "-" + optimizer);
        TrialImages data = data();
        boolean sgd = optimizer.equals("sgd");
        Hyperparameters hyperparameters =
                Asked.hyperparameters(
                        """
                        {"network": "%s", "optimizer": "%s", "learningRate": %s, "momentum": 0.9,
                         "weightDecay": %s, "batchSize": %d, "dropout": 0}
                        """
                                .formatted(
                                        network,
                                        optimizer,
                                        sgd ? 0.001 : 0.0001,
                                        sgd ? 0.001 : 0.1,
                                        BATCH));
        Layer layers = Networks.build(hyperparameters, new ImageShape(1, 28, 28), data.classes());
        Torch.prepareThread();

        try (TrainingProgram program =
                new TrainingProgram(
                        device, layers, hyperparameters, data, new SplittableRandom(1))) {
            fill(program.state(), layers.parameters());

            // When
            program.shuffle(LongStream.range(0, IMAGES).toArray());
            for (int step = 0; step * BATCH < IMAGES; step++) {
                int start = step * BATCH;
                double rate = hyperparameters.learningRate() / (step < 2 ? 1 : 2);
                program.step(step, start, Math.min(start + BATCH, IMAGES), rate, step, step);
                if (step == 0) {
                    compare("first step: ", golden.get("afterFirstStep"), program.state());
                }
            }
            Totals trained = program.trained();
            Totals tested = program.evaluate(() -> true).orElseThrow();

            // Then
            JsonNode losses = golden.get("losses");
            float[] measured = program.losses(0, losses.size());
            for (int i = 0; i < losses.size(); i++) {
                compare("loss " + i, losses.get(i).asDouble(), measured[i]);
            }
            compare("last step: ", golden.get("afterLastStep"), program.state());
            compare("train accuracy", golden.get("trainAccuracy").asDouble(), trained.accuracy());
            compare("test loss", golden.get("testLoss").asDouble(), tested.loss());
            compare("test accuracy", golden.get("testAccuracy").asDouble(), tested.accuracy());
        }
        System.out.printf(
                "%s %s: largest error %.2g of what is allowed%n", network, optimizer, worst);
    }

    private void compare(String what, JsonNode golden, Map<String, NDArray> state) {
        assertThat(golden.size()).isEqualTo(state.size());
        golden.properties()
                .forEach(tensor -> {
                    float[] values = state.get(tensor.getKey()).toFloatArray();
                    for (int k = 0; k < KEPT; k++) {
                        int at = (int) ((long) k * values.length / KEPT);
                        compare(
                                what + tensor.getKey() + " at " + at,
                                tensor.getValue().get(k).asDouble(),
                                values[at]);
                    }
                });
    }

    private void compare(String what, double expected, double actual) {
        double allowed = ABSOLUTE + RELATIVE * Math.abs(expected);
        assertThat(Math.abs(actual - expected))
                .as("%s: %s in PyTorch, %s here", what, expected, actual)
                .isLessThan(allowed);
        worst = Math.max(worst, Math.abs(actual - expected) / allowed);
    }

    /// As `fill` in the script.
    private static void fill(Map<String, NDArray> state, List<Parameter> parameters) {
        for (int t = 0; t < parameters.size(); t++) {
            Parameter parameter = parameters.get(t);
            boolean scale =
                    parameter.name().matches("features.*weight")
                            && parameter.shape().sizes().size() == 1;
            float[] values = new float[(int) parameter.shape().values()];
            for (int i = 0; i < values.length; i++) {
                double even =
                        (Integer.toUnsignedLong(mix(i + 1_000_003 * (t + 1))) / 0x1p32 - 0.5) / 10;
                values[i] = (float) (scale ? even + 1 : even);
            }
            NDArray tensor = state.get(parameter.name());
            try (NDArray start = device.create(values, tensor.getShape())) {
                tensor.set(new NDIndex("..."), start);
            }
        }
    }

    private static int mix(int value) {
        int x = (value ^ (value >>> 16)) * 0x85EBCA6B;
        x = (x ^ (x >>> 13)) * 0xC2B2AE35;
        return x ^ (x >>> 16);
    }

    private static TrialImages data() {
        DataSet sample =
                new DataSets(device, Path.of("data"), Map.of()).get("fashion-mnist-sample");
        Split images =
                new Split(
                        sample.train().images().get("0:{}", IMAGES),
                        sample.train().labels().get("0:{}", IMAGES));
        return TrialImages.of(
                new DataSet(
                        "golden",
                        sample.classes(),
                        sample.image(),
                        sample.normalisation(),
                        images,
                        images,
                        sample.hash()),
                Hyperparameters.DEFAULTS,
                new SplittableRandom(1),
                new SplittableRandom(1));
    }

    private static JsonNode golden(String name) throws IOException {
        try (var file = PyTorchTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
