package io.athanor.contracts.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.Preparation.LayerSummary;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    private static final ImageShape GREY = new ImageShape(1, 28, 28);
    private static final ImageShape COLOUR = new ImageShape(3, 32, 32);
    private static final String BLOCK =
            """
            {"filters": 16, "kernel": 3, "stride": 1, "padding": "same", "pooling": "max",
             "batchNorm": true, "residual": false, "attention": "none", "dropout": 0}
            """;

    @Test
    void namesAndShapesTheTensorsOfCnnAsPyTorchDoes() {
        Sequential network = Networks.build(asking("{}"), GREY, 10);

        assertThat(network.output(Shape.of(GREY))).isEqualTo(Shape.of(10));
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
        assertThat(network.parameters().getFirst())
                .isEqualTo(
                        new Parameter(
                                "features.0.weight",
                                Shape.of(32, 1, 3, 3),
                                Parameter.Role.WEIGHT,
                                9,
                                288));
    }

    /// The counts are `sum(p.numel() for p in net.parameters())` of the same modules in PyTorch.
    @ParameterizedTest
    @CsvSource({
        "simple-cnn, 1x28x28, 512, 31530",
        "simple-cnn, 3x32x32, 512, 41418",
        "cnn, 1x28x28, 512, 688586",
        "cnn, 3x32x32, 512, 1147914",
        "two-conv, 3x32x32, 50, 17590",
        "one-conv, 1x28x28, 512, 63050",
        "se-cca, 1x28x28, 128, 107164"
    })
    void hasAsManyWeightsAsInPyTorch(String name, String image, int hiddenUnits, long expected) {
        Sequential network =
                Networks.build(
                        asking(
                                """
                                {"network": "%s", "hiddenUnits": %d}
                                """
                                        .formatted(name, hiddenUnits)),
                        ImageShape.parse(image),
                        10);

        assertThat(weights(network)).isEqualTo(expected);
    }

    @Test
    void describesEachLayerAsPyTorchPrintsIt() {
        assertThat(
                        Summary.of(
                                Networks.build(
                                        asking(
                                                """
                                                {"network": "two-conv", "hiddenUnits": 50}
                                                """),
                                        COLOUR,
                                        10),
                                COLOUR))
                .containsExactly(
                        line(
                                "features.0",
                                "Conv2d(3, 10, kernel_size=(10, 10), stride=(1, 1))",
                                "10x23x23",
                                3010),
                        line(
                                "features.1",
                                "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
                                "10x11x11",
                                0),
                        line("features.2", "ReLU()", "10x11x11", 0),
                        line(
                                "features.3",
                                "Conv2d(10, 20, kernel_size=(5, 5), stride=(1, 1))",
                                "20x7x7",
                                5020),
                        line(
                                "features.4",
                                "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
                                "20x3x3",
                                0),
                        line("features.5", "ReLU()", "20x3x3", 0),
                        line("classifier.0", "Flatten(start_dim=1, end_dim=-1)", "180", 0),
                        line(
                                "classifier.1",
                                "Linear(in_features=180, out_features=50, bias=True)",
                                "50",
                                9050),
                        line("classifier.2", "ReLU()", "50", 0),
                        line(
                                "classifier.3",
                                "Linear(in_features=50, out_features=10, bias=True)",
                                "10",
                                510),
                        line("classifier.4", "LogSoftmax(dim=1)", "10", 0));
    }

    @Test
    void putsABlocksPartsInOrder() {
        String block =
                with(
                        """
                        {"filters": 16, "attention": "criss-cross", "residual": true,
                         "pooling": "average", "stride": 2, "dropout": 0.2}
                        """);

        assertThat(
                        Summary.of(
                                Networks.build(
                                        asking(
                                                """
                                                {"blocks": [%s], "hiddenUnits": 0,
                                                 "activation": "prelu", "dropout": 0.25}
                                                """
                                                        .formatted(block)),
                                        COLOUR,
                                        10),
                                COLOUR))
                .containsExactly(
                        line(
                                "features.0.body.0",
                                "Conv2d(3, 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))",
                                "16x16x16",
                                448),
                        line(
                                "features.0.body.1",
                                "BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
                                "16x16x16",
                                32),
                        line(
                                "features.0.body.2",
                                "CrissCrossAttention(16, reduced=2)",
                                "16x16x16",
                                1 + 2 * 34 + 272),
                        line(
                                "features.0.shortcut.0",
                                "Conv2d(3, 16, kernel_size=(1, 1), stride=(2, 2))",
                                "16x16x16",
                                64),
                        line(
                                "features.0.shortcut.1",
                                "BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
                                "16x16x16",
                                32),
                        line("features.0", "Residual", "16x16x16", 0),
                        line("features.1", "PReLU(num_parameters=1)", "16x16x16", 1),
                        line(
                                "features.2",
                                "AvgPool2d(kernel_size=2, stride=2, padding=0)",
                                "16x8x8",
                                0),
                        line("features.3", "Dropout(p=0.2, inplace=False)", "16x8x8", 0),
                        line("classifier.0", "Flatten(start_dim=1, end_dim=-1)", "1024", 0),
                        line("classifier.1", "Dropout(p=0.25, inplace=False)", "1024", 0),
                        line(
                                "classifier.2",
                                "Linear(in_features=1024, out_features=10, bias=True)",
                                "10",
                                10250));
    }

    @Test
    void passesTheInputOnWhereAResidualBlockKeepsItsShape() {
        String first = with("{\"pooling\": \"none\"}");
        String second = with("{\"residual\": true}");
        Sequential network =
                Networks.build(asking("{\"blocks\": [%s, %s]}".formatted(first, second)), GREY, 10);

        assertThat(network.parameters())
                .extracting(Parameter::name)
                .contains("features.3.body.0.weight")
                .noneMatch(name -> name.contains("shortcut"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "after-conv"})
    void placesTheSqueezeOfSeCcaWhereItIsAsked(String position) {
        Sequential network =
                Networks.build(
                        asking(
                                """
                                {"network": "se-cca", "sePosition": "%s"}
                                """
                                        .formatted(position)),
                        GREY,
                        10);

        boolean first = position.equals("input");
        assertThat(Summary.of(network, GREY))
                .contains(
                        first
                                ? line(
                                        "features.0",
                                        "SqueezeExcitation(1, reduced=0)",
                                        "1x28x28",
                                        0)
                                : line(
                                        "features.1",
                                        "SqueezeExcitation(64, reduced=8)",
                                        "64x28x28",
                                        1024));
    }

    @Test
    void refusesImagesThatBecomeTooSmallAndNamesTheLayer() {
        assertRefused("{}", new ImageShape(1, 4, 4))
                .hasMessage("features.11: max pool 2x2 is larger than 128x1x1");
    }

    @Test
    void refusesKernelsThatAreLargerThanTheImage() {
        String block = with("{\"kernel\": 7, \"padding\": \"valid\", \"pooling\": \"none\"}");

        assertRefused("{\"blocks\": [%s, %s]}".formatted(block, block), new ImageShape(1, 12, 40))
                .hasMessage("features.3: conv 7x7 with padding 0 is larger than 16x6x34");
        assertRefused("{\"network\": \"two-conv\"}", new ImageShape(3, 14, 14))
                .hasMessage("features.3: conv 5x5 with padding 0 is larger than 10x2x2");
    }

    @Test
    void refusesResidualLinksAroundWhatShrinks() {
        String block = with("{\"residual\": true, \"padding\": \"valid\"}");

        assertRefused("{\"blocks\": [%s]}".formatted(block), GREY)
                .hasMessage("features.0: residual link adds 16x28x28 to 16x26x26");
    }

    @Test
    void refusesCrissCrossAttentionWithoutChannelsForQueries() {
        String block = with("{\"filters\": 4, \"attention\": \"criss-cross\"}");

        assertRefused("{\"blocks\": [%s]}".formatted(block), GREY)
                .hasMessage(
                        "features.2: criss-cross attention has no channels for queries and keys: a reduction of 4x28x28 leaves none");
    }

    @Test
    void refusesClassWeightsForOtherClasses() {
        assertRefused(
                        """
                        {"loss": {"type": "cross-entropy", "labelSmoothing": 0, "focalGamma": 2,
                         "classWeights": [1, 2, 3]}}
                        """,
                        GREY)
                .hasMessage("loss: 3 class weights for 10 classes");
    }

    @Test
    void refusesTensorsOfMoreThanAGibibyte() {
        String block = with("{\"filters\": 4096, \"pooling\": \"none\"}");

        assertRefused("{\"blocks\": [%s]}".formatted(block), new ImageShape(3, 512, 512))
                .hasMessage(
                        "classifier.1.weight: 512x1073741824 are more than the 268435456 values that a tensor may have");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String asked, ImageShape image) {
        return assertThatThrownBy(() -> Networks.build(asking(asked), image, 10))
                .isInstanceOf(ImpossibleShape.class);
    }

    private static long weights(Layer network) {
        return network.parameters().stream().mapToLong(p -> p.shape().values()).sum();
    }

    private static LayerSummary line(
            String name, String description, String output, long parameters) {
        return new LayerSummary(name, description, output, parameters);
    }

    private static String with(String changes) {
        return merged(BLOCK, changes).toString();
    }

    private static Hyperparameters asking(String changes) {
        ObjectMapper json = new ObjectMapper();
        try {
            ObjectNode asked = merged(json.writeValueAsString(Hyperparameters.DEFAULTS), changes);
            asked.remove("depth");
            return json.treeToValue(asked, Hyperparameters.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(changes, e);
        }
    }

    private static ObjectNode merged(String object, String changes) {
        ObjectMapper json = new ObjectMapper();
        try {
            ObjectNode merged = (ObjectNode) json.readTree(object);
            merged.setAll((ObjectNode) json.readTree(changes));
            return merged;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(changes, e);
        }
    }
}
