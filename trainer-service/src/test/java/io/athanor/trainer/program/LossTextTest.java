package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Loss;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The losses against PyTorch's: `golden/losses.py` in the test resources makes the file.
class LossTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static NDManager device;

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
    @MethodSource("losses")
    void computesPyTorchsLossAndGradient(JsonNode golden) throws IOException {
        Loss loss = JSON.treeToValue(golden.get("asked"), Loss.class);
        double[] gradient = JSON.treeToValue(golden.get("gradient"), double[].class);

        float[] computed = run(new LossText(loss).lines("loss", "x", "target"), loss);

        assertThat((double) computed[0])
                .isCloseTo(
                        golden.get("loss").asDouble(),
                        within(golden.get("loss").asDouble() * 1e-6));
        for (int i = 0; i < gradient.length; i++) {
            assertThat((double) computed[i + 1]).isCloseTo(gradient[i], within(1e-7));
        }
    }

    @Test
    void canBeWrittenTwiceForTwoTargets() throws IOException {
        Loss loss = new Loss(Loss.Type.FOCAL, 0, 2, List.of(0.5, 2.0, 1.25, 0.25));
        LossText text = new LossText(loss);

        String both =
                text.lines("first", "x", "target")
                        + text.lines("second", "x", "target")
                        + "    loss = torch.add(torch.mul(first, 0.25), torch.mul(second, 0.75))\n";

        assertThat(run(both, loss)[0])
                .isCloseTo(run(text.lines("loss", "x", "target"), loss)[0], within(1e-6f));
    }

    @Test
    void countsABatchInTheEpochByTheWeightsOfItsClasses() {
        List<Double> weights = List.of(0.5, 2.0, 1.25, 0.25);

        assertThat(new LossText(new Loss(Loss.Type.FOCAL, 0, 2, weights)).share("n", "target"))
                .isEqualTo("torch.sum(torch.index_select(class_weights, 0, target))");
        assertThat(new LossText(new Loss(Loss.Type.MSE, 0, 2, weights)).share("n", "target"))
                .isEqualTo("n");
    }

    private static float[] run(String lines, Loss loss) throws IOException {
        JsonNode golden = golden();
        float[][] logits = JSON.treeToValue(golden.get("logits"), float[][].class);
        long[] target = JSON.treeToValue(golden.get("target"), long[].class);
        Torch.prepareThread();
        try (NDManager memory = device.newSubManager()) {
            NDArray x = memory.create(logits);
            x.setRequiresGradient(true);
            Map<String, List<NDArray>> tensors =
                    Map.of(
                            "x", List.of(x),
                            "target", List.of(memory.create(target, new Shape(target.length))));
            return Probe.run(
                    memory,
                    new LossText(loss).constants("ops.prim.device(x)")
                            + lines
                            + "    gradients = torch.autograd.grad([loss], [x])\n",
                    tensors,
                    "loss",
                    "gradients[]");
        }
    }

    static Stream<JsonNode> losses() throws IOException {
        return StreamSupport.stream(golden().get("losses").spliterator(), false);
    }

    private static JsonNode golden() throws IOException {
        try (var file = LossTextTest.class.getResourceAsStream("/golden/losses.json")) {
            return JSON.readTree(file);
        }
    }
}
