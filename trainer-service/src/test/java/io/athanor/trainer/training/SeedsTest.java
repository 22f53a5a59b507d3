package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.trainer.training.Seeds.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @Test
    void orderHoldsEveryImageOnce() {
        long[] order = new Seeds(7).order(1, 1000);

        assertThat(order).isNotEqualTo(LongStream.range(0, 1000).toArray());
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(LongStream.range(0, 1000).toArray());
    }

    @Test
    void orderDependsOnTheSeedAndTheEpochAlone() {
        assertThat(new Seeds(7).order(1, 100)).isEqualTo(new Seeds(7).order(1, 100));
        assertThat(new Seeds(7).order(1, 100)).isNotEqualTo(new Seeds(7).order(2, 100));
        assertThat(new Seeds(7).order(1, 100)).isNotEqualTo(new Seeds(8).order(1, 100));
    }

    /// Torch's generator on the CPU looks at the low half only.
    @Test
    void seedsDifferInTheirLowHalfByTrialPurposeAndStep() {
        Set<Integer> lowHalves = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (long step = 0; step < 100; step++) {
                    lowHalves.add((int) new Seeds(seed).of(purpose, step));
                }
            }
        }

        assertThat(lowHalves).hasSize(10 * Purpose.values().length * 100);
    }
}
