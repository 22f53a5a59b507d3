package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargestBatchTest {

    /// The largest that fits is 1000: in sixteens 992, of which nine tenths are 892, in sixteens
    /// 880.
    @ParameterizedTest
    @CsvSource({
        "10000, 1000, 64, 880",
        "10000, 1000, 10, 880",
        "10000, 1000, 950, 950",
        "10000, 1000, 1001, 0",
        "900, 1000, 64, 900",
        "50, 1000, 64, 50",
        "1000, 1000, 1000, 1000",
        "10000, 16, 16, 16",
        "10000, 31, 16, 16"
    })
    void isNineTenthsOfWhatFitsOrAllImages(int images, int fitting, int first, int expected) {
        assertThat(new LargestBatch(images, batch -> batch <= fitting).from(first))
                .isEqualTo(expected);
    }

    @Test
    void isLookedForInSixteensThatDoubleAndThenHalveTheGap() {
        List<Integer> tried = new ArrayList<>();

        new LargestBatch(
                        10_000,
                        batch -> {
                            tried.add(batch);
                            return batch <= 300;
                        })
                .from(64);

        assertThat(tried).containsExactly(64, 128, 256, 512, 384, 320, 288, 304);
    }
}
