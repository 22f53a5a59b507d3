package io.athanor.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Network;
import io.athanor.trainer.Asked;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworksTest {
    private static final Shape GREY = new Shape(1, 28, 28);

    @Test
    void namesAndShapesTheTensorsOfCnnAsPyTorchDoes() {
        Layer network = Networks.build(asking(Network.CNN, 0.5), GREY, 10);

        assertThat(network.output(GREY)).isEqualTo(new Shape(10));
        assertThat(network.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "features.0.weight",
                        "features.0.bias",
                        "features.1.weight",
                        "features.1.bias",
                        "features.4.weight",
                        "features.4.bias",
                        "features.5.weight",
                        "features.5.bias",
                        "features.8.weight",
                        "features.8.bias",
                        "features.9.weight",
                        "features.9.bias",
                        "classifier.1.weight",
                        "classifier.1.bias",
                        "classifier.4.weight",
                        "classifier.4.bias");
        assertThat(network.buffers())
                .extracting(Parameter::name)
                .containsExactly(
                        "features.1.running_mean",
                        "features.1.running_var",
                        "features.5.running_mean",
                        "features.5.running_var",
                        "features.9.running_mean",
                        "features.9.running_var");
        assertThat(weights(network)).isEqualTo(688_586);
    }

    @Test
    void buildsCnnForColourImages() {
        Layer network = Networks.build(asking(Network.CNN, 0.5), new Shape(3, 32, 32), 10);

        assertThat(network.parameters().getFirst().shape()).isEqualTo(new Shape(32, 3, 3, 3));
        assertThat(network.parameters().get(12).shape()).isEqualTo(new Shape(512, 2048));
    }

    @Test
    void buildsSimpleCnnWithoutAnyActivation() {
        Layer network = Networks.build(asking(Network.SIMPLE_CNN, 0.5), GREY, 10);

        assertThat(Lines.of(network, "x", true))
                .isEqualTo(
                        """
                            features_0 = torch.conv2d(x, features_0_weight, features_0_bias, [1, 1], [1, 1], [1, 1], 1)
                            features_1 = torch.max_pool2d(features_0, [2, 2], [2, 2], [0, 0], [1, 1], False)
                            classifier_0 = torch.flatten(features_1, 1, -1)
                            classifier_1 = torch.linear(classifier_0, classifier_1_weight, classifier_1_bias)
                            logits = classifier_1
                        """);
        assertThat(weights(network)).isEqualTo(16 * 9 + 16 + 3136 * 10 + 10);
    }

    @Test
    void dropsOutInTrainingOnly() {
        Layer network = Networks.build(asking(Network.CNN, 0.25), GREY, 10);

        assertThat(Lines.of(network, "x", true))
                .contains(
                        "torch.bernoulli(torch.full_like(classifier_2, 0.75), generator=generator)");
        assertThat(Lines.of(network, "x", false)).doesNotContain("bernoulli", "classifier_3");
    }

    @Test
    void refusesImagesThatBecomeTooSmallAndNamesTheLayer() {
        assertThatThrownBy(() -> Networks.build(asking(Network.CNN, 0.5), new Shape(1, 4, 4), 10))
                .isInstanceOf(ImpossibleShape.class)
                .hasMessage("features.11: max pool 2x2 is larger than (128, 1, 1)");
    }

    @Test
    void startsWeightsAsPyTorchDoes() {
        Layer network = Networks.build(asking(Network.CNN, 0.5), GREY, 10);
        SplittableRandom random = new SplittableRandom(3);

        // Kaiming uniform with a = sqrt 5 is even between -1 and 1 over the root of the fan-in.
        assertSpread(network.parameters().get(12), 1 / Math.sqrt(1152), random);
        assertSpread(network.parameters().get(4), 1 / Math.sqrt(32 * 9), random);
        assertThat(network.parameters().get(2).initialisation().values(2, random))
                .containsExactly(1, 1);
        assertThat(network.parameters().get(3).initialisation().values(2, random))
                .containsExactly(0, 0);
    }

    private static void assertSpread(Parameter parameter, double bound, SplittableRandom random) {
        float[] values = parameter.initialisation().values((int) parameter.shape().size(), random);
        DoubleStream squares =
                IntStream.range(0, values.length).mapToDouble(i -> values[i] * values[i]);
        double deviation = Math.sqrt(squares.average().orElseThrow());

        assertThat(IntStream.range(0, values.length).mapToDouble(i -> values[i]))
                .allMatch(value -> Math.abs(value) <= bound);
        assertThat(deviation).isBetween(bound / Math.sqrt(3) * 0.98, bound / Math.sqrt(3) * 1.02);
    }

    private static long weights(Layer network) {
        return network.parameters().stream().mapToLong(p -> p.shape().size()).sum();
    }

    private static Hyperparameters asking(Network network, double dropout) {
        return Asked.hyperparameters(
                """
                {"network": "%s", "dropout": %s}\
                """
                        .formatted(network == Network.CNN ? "cnn" : "simple-cnn", dropout));
    }
}
