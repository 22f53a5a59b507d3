package io.athanor.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.ImageShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.Asked;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static final Arithmetic PLAIN = new Arithmetic(false, false, false);

    @Test
    void namesVariablesAfterTheLayersThatSetThem() {
        assertThat(Lines.of(network("{\"network\": \"simple-cnn\"}"), "x", true, PLAIN))
                .isEqualTo(
                        """
                            features_0 = torch.conv2d(x, features_0_weight, features_0_bias, [1, 1], [1, 1], [1, 1], 1)
                            features_1 = torch.max_pool2d(features_0, [2, 2], [2, 2], [0, 0], [1, 1], False)
                            classifier_0 = torch.flatten(features_1, 1, -1)
                            classifier_1 = torch.linear(classifier_0, classifier_1_weight, classifier_1_bias)
                            logits = classifier_1
                        """);
    }

    @Test
    void dropsOutInTrainingOnly() {
        Layer network = network("{\"dropout\": 0.25}");

        assertThat(Lines.of(network, "x", true, PLAIN))
                .contains(
                        "torch.bernoulli(torch.full_like(classifier_2, 0.75), generator=generator)");
        assertThat(Lines.of(network, "x", false, PLAIN))
                .doesNotContain("bernoulli", "classifier_3");
    }

    @Test
    void poolsBeforeItRectifies() {
        assertThat(Lines.of(network("{\"network\": \"one-conv\"}"), "x", true, PLAIN))
                .contains(
                        """
                            features_2 = torch.max_pool2d(features_0, [2, 2], [2, 2], [0, 0], [1, 1], False)
                            features_1 = torch.relu(features_2)
                            classifier_0 = torch.flatten(features_1, 1, -1)
                        """);
        assertThat(Lines.of(network("{\"activation\": \"gelu\"}"), "x", true, PLAIN))
                .as("of two numbers the one with the larger GELU may be the smaller")
                .contains("torch.max_pool2d(features_2,");
    }

    @Test
    void keepsOneDnnsOrderFromConvolutionsToPoolings() {
        Arithmetic blocked = new Arithmetic(true, false, true);

        assertThat(Lines.of(network("{\"network\": \"one-conv\"}"), "x", true, blocked))
                .contains(
                        """
                            features_0 = torch.conv2d(torch.to_mkldnn(x), features_0_weight, features_0_bias, [1, 1], [1, 1], [1, 1], 1)
                            features_2 = torch.to_dense(torch.max_pool2d(features_0, [2, 2], [2, 2], [0, 0], [1, 1], False))
                            features_1 = torch.relu(features_2)
                            classifier_0 = torch.flatten(features_1, 1, -1)
                        """);
        assertThat(Lines.of(network("{\"network\": \"two-conv\"}"), "x", true, blocked))
                .contains("features_3 = torch.conv2d(torch.to_mkldnn(features_2)");
    }

    @Test
    void keepsChannelsLastWhereAConvolutionGoesElsewhere() {
        Arithmetic blocked = new Arithmetic(true, false, true);

        for (String asked :
                List.of(
                        "{}",
                        "{\"network\": \"se-cca\"}",
                        "{\"network\": \"one-conv\", \"activation\": \"gelu\"}")) {
            assertThat(Lines.of(network(asked), "x", true, blocked))
                    .as(asked)
                    .isEqualTo(
                            Lines.of(
                                    network(asked), "x", true, new Arithmetic(true, false, false)));
        }
    }

    private static Layer network(String asked) {
        return Networks.build(Asked.hyperparameters(asked), new ImageShape(1, 28, 28), 10);
    }
}
