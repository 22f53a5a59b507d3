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
    private static final Arithmetic BLOCKED = new Arithmetic(true, false, true);

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
                        "torch.lt_(torch.uniform_(torch.empty_like(torch.detach(classifier_2)), 0., 1., generator=generator), 0.75)");
        assertThat(Lines.of(network, "x", false, PLAIN)).doesNotContain("uniform", "classifier_3");
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
    void keepsOneDnnsOrderFromTheFirstConvolutionToFlattening() {
        assertThat(Lines.of(network("{\"network\": \"one-conv\"}"), "x", true, BLOCKED))
                .contains(
                        """
                            x_blocked = torch.to_mkldnn(x)
                            features_0 = torch.conv2d(x_blocked, features_0_weight, features_0_bias, [1, 1], [1, 1], [1, 1], 1)
                            features_2 = torch.max_pool2d(features_0, [2, 2], [2, 2], [0, 0], [1, 1], False)
                            features_1 = torch.relu(features_2)
                            classifier_0_dense = torch.to_dense(features_1)
                            classifier_0 = torch.flatten(classifier_0_dense, 1, -1)
                        """);
        assertThat(Lines.of(network("{}"), "x", true, BLOCKED).split("to_mkldnn", -1))
                .as("one goes in, and nothing comes back before the end")
                .hasSize(2);
    }

    @Test
    void addsWhatTellsThatOneDnnComputedNoNumbers() {
        assertThat(Lines.of(network("{\"network\": \"one-conv\"}"), "x", true, BLOCKED))
                .endsWith(
                        "    logits = torch.add(classifier_1, torch.mul(torch.sum(torch.detach(features_0_weight)), 0.))\n");
    }

    @Test
    void addsInOneDnnsOrder() {
        String block =
                """
                {"filters": 16, "kernel": 3, "stride": 1, "padding": "same", "pooling": "max",
                 "batchNorm": true, "residual": true, "attention": "none", "dropout": 0.1}
                """;
        String residual = "{\"blocks\": [%s, %s]}".formatted(block, block);

        assertThat(Lines.of(network(residual), "x", true, BLOCKED))
                .contains("features_0 = torch.add(features_0_body_1, features_0_shortcut_1)")
                .as("what was dropped out of is in the usual order")
                .contains("features_4 = torch.add(features_4_body_1, features_3_blocked)");
        assertThat(Lines.of(network(residual), "x", false, BLOCKED).split("to_dense", -1))
                .as("where nothing is dropped out, only flattening leaves oneDNN's order")
                .hasSize(2);
    }

    @Test
    void keepsChannelsLastWhereOneDnnsOrderFitsNot() {
        for (String asked :
                List.of(
                        "{\"network\": \"se-cca\"}",
                        "{\"network\": \"two-conv\"}",
                        "{\"network\": \"one-conv\", \"activation\": \"gelu\"}")) {
            assertThat(Lines.of(network(asked), "x", true, BLOCKED))
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
