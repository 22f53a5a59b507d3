package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.athanor.contracts.network.Dropout;
import io.athanor.contracts.network.Sequential;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.network.Lines;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int NUMBERS = 100_000;
    private static final double PROBABILITY = 0.2;

    @Test
    void dropsItsShareAndEnlargesTheRest() {
        Torch.start(1);
        Sequential network =
                new Sequential(new LinkedHashMap<>(Map.of("dropout", new Dropout(PROBABILITY))));
        String lines =
                "    generator = torch.Generator(device=ops.prim.device(x), seed=7)\n"
                        + Lines.of(network, "x", true, new Arithmetic(false, false, false));

        float[] output;
        try (NDManager device = NDManager.newBaseManager()) {
            output =
                    Probe.run(
                            device,
                            lines,
                            Map.of("x", List.of(device.ones(new Shape(NUMBERS)))),
                            "dropout");
        }

        int dropped = 0;
        for (float number : output) {
            if (number == 0) {
                dropped++;
            } else {
                assertThat(number).isCloseTo((float) (1 / (1 - PROBABILITY)), within(1e-6f));
            }
        }
        // Its standard deviation is 0.0013.
        assertThat((double) dropped / NUMBERS).isCloseTo(PROBABILITY, within(0.01));
    }
}
