package io.athanor.trainer.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
    @ParameterizedTest
    @CsvSource({
        "cpu, , , 8, 8, 1",
        "cpu, , , 1, 1, 1",
        "cpu, 2, , 8, 2, 4",
        "cpu, 3, , 2, 3, 1",
        "cpu, , 4, 8, 2, 4",
        "cpu, , 4, 2, 1, 4",
        "cpu, 2, 1, 8, 2, 1",
        "gpu, , , 8, 1, 8",
        "gpu:1, 4, , 8, 4, 2",
    })
    void dividesTheCores(
            String device,
            Integer saidSlots,
            Integer saidThreads,
            int cores,
            int slots,
            int threads) {
        Map<String, String> said = new HashMap<>(Map.of("athanor.trainer.device", device));
        if (saidSlots != null) {
            said.put("athanor.trainer.slots", saidSlots.toString());
        }
        if (saidThreads != null) {
            said.put("athanor.trainer.threads", saidThreads.toString());
        }

        Capacity capacity = new Capacity(TrainerConfigTest.config(said), cores);

        assertThat(capacity.slots()).isEqualTo(slots);
        assertThat(capacity.threads()).isEqualTo(threads);
    }

    @ParameterizedTest
    @CsvSource({"slots, 0", "threads, -1"})
    void refusesNone(String name, String value) {
        TrainerConfig config = TrainerConfigTest.config(Map.of("athanor.trainer." + name, value));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Capacity(config, 2))
                .withMessage("athanor.trainer.%s %s: at least 1", name, value);
    }
}
