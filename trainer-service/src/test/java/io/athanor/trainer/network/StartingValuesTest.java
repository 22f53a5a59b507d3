package io.athanor.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.network.Networks;
import io.athanor.contracts.network.Parameter;
import io.athanor.trainer.Asked;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartingValuesTest {
    private static final String LINEAR = "classifier.1.weight"; // 1,152 in, 512 out

    /// The bounds are those of `torch.nn.init` for tensors of the same shapes.
    @ParameterizedTest
    @CsvSource({
        "default, in, features.8.weight, 0.0416667",
        "default, in, classifier.1.weight, 0.0294628",
        "kaiming-uniform, in, features.8.weight, 0.1020621",
        "kaiming-uniform, out, features.8.weight, 0.0721688",
        "kaiming-uniform, in, classifier.1.weight, 0.0721688",
        "kaiming-uniform, out, classifier.1.weight, 0.1082532",
        "xavier-uniform, in, features.8.weight, 0.0589256",
        "xavier-uniform, in, classifier.1.weight, 0.0600481"
    })
    void drawsEvenlyWithinPyTorchsBound(String type, String fan, String name, double bound) {
        double[] values = values(type, fan, name);

        // Of 70,000 even values the largest comes within a thousandth of the bound.
        assertThat(max(values)).isCloseTo(bound, within(bound * 1e-3));
        assertThat(mean(values)).isCloseTo(0, within(bound * 0.01));
        assertThat(deviation(values)).isCloseTo(bound / Math.sqrt(3), within(bound * 0.01));
        assertThat(kurtosis(values)).isCloseTo(1.8, within(0.05));
    }

    /// The deviations are those of `torch.nn.init` for tensors of the same shapes.
    @ParameterizedTest
    @CsvSource({
        "kaiming-normal, in, features.8.weight, 0.0589256",
        "kaiming-normal, out, features.8.weight, 0.0416667",
        "kaiming-normal, in, classifier.1.weight, 0.0416667",
        "kaiming-normal, out, classifier.1.weight, 0.0625",
        "xavier-normal, in, features.8.weight, 0.0340207",
        "xavier-normal, in, classifier.1.weight, 0.0346688",
        "normal, in, features.8.weight, 0.02",
        "normal, in, classifier.1.weight, 0.02"
    })
    void drawsNormallyWithPyTorchsDeviation(
            String type, String fan, String name, double deviation) {
        double[] values = values(type, fan, name);

        assertThat(mean(values)).isCloseTo(0, within(deviation * 0.02));
        assertThat(deviation(values)).isCloseTo(deviation, within(deviation * 0.01));
        assertThat(kurtosis(values)).isCloseTo(3, within(0.1));
    }

    @Test
    void drawsDefaultBiasesWithinTheBoundOfTheirLayersInputs() {
        double[] values = values("default", "in", "classifier.1.bias");

        assertThat(max(values)).isBetween(0.98 / Math.sqrt(1152), 1 / Math.sqrt(1152));
        assertThat(deviation(values)).isCloseTo(0.01701, within(0.001));
    }

    @Test
    void startsBiasesAtZeroWithAnyOtherType() {
        assertThat(values("kaiming-normal", "in", "classifier.1.bias")).containsOnly(0);
    }

    @Test
    void startsBatchNormWithTheConstantsThatAreAskedFor() {
        assertThat(values("default", "in", "features.1.weight")).containsOnly(0.5);
        assertThat(values("default", "in", "features.1.bias")).containsOnly(0.125);
    }

    @Test
    void startsSlopesAndFactorsOfAttentionsAsTheirPapersDo() {
        Hyperparameters asked =
                Asked.hyperparameters("{\"network\": \"se-cca\", \"activation\": \"prelu\"}");

        assertThat(values(asked, "classifier.2.weight")).containsExactly(0.25);
        assertThat(values(asked, "features.2.gamma")).containsExactly(0);
    }

    @Test
    void drawsTheSameValuesFromTheSameSeed() {
        assertThat(values("kaiming-normal", "in", LINEAR))
                .isEqualTo(values("kaiming-normal", "in", LINEAR))
                .isNotEqualTo(values("kaiming-normal", "out", LINEAR));
    }

    private static double[] values(String type, String fan, String name) {
        return values(
                Asked.hyperparameters(
                        """
                        {"initialisation": {"type": "%s", "fan": "%s", "deviation": 0.02,
                         "batchNormWeight": 0.5, "batchNormBias": 0.125}}
                        """
                                .formatted(type, fan)),
                name);
    }

    private static double[] values(Hyperparameters asked, String name) {
        Parameter parameter =
                Networks.build(asked, new ImageShape(1, 28, 28), 10).parameters().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        float[] values =
                new StartingValues(asked.initialisation())
                        .of(parameter, new SplittableRandom(20_261_122));
        assertThat(values).hasSize((int) parameter.shape().values());
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double max(double[] values) {
        return DoubleStream.of(values).map(Math::abs).max().orElseThrow();
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        return Math.sqrt(DoubleStream.of(values).map(v -> v * v).average().orElseThrow());
    }

    private static double kurtosis(double[] values) {
        double fourth = DoubleStream.of(values).map(v -> Math.pow(v, 4)).average().orElseThrow();
        return fourth / Math.pow(deviation(values), 4);
    }
}
