package io.athanor.trainer.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Losses;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossBlockTest {
    private static final int LARGEST_RECORD = 1 << 20;

    @Test
    void leavesAloneWhatFits() {
        Losses losses = Losses.of(1, 2, 3);

        assertThat(LossBlock.split(8, losses, 90, 3)).containsExactly(new LossBlock(8, losses, 90));
    }

    @Test
    void splitsWithoutLosingAnIterationOrASample() {
        List<LossBlock> blocks = LossBlock.split(8, Losses.of(1, 2, 3, 4, 5, 6, 7), 100, 3);

        assertThat(blocks)
                .containsExactly(
                        new LossBlock(8, Losses.of(1, 2, 3), 42),
                        new LossBlock(11, Losses.of(4, 5, 6), 43),
                        new LossBlock(14, Losses.of(7), 15));
    }

    @Test
    void fitsARecordWhateverTheLosses() throws Exception {
        float[] longest = new float[LossBlock.MOST];
        Arrays.fill(longest, -Float.MIN_NORMAL);

        assertThat(new ObjectMapper().writeValueAsBytes(Losses.of(longest)))
                .hasSizeLessThan(LARGEST_RECORD * 9 / 10);
    }
}
