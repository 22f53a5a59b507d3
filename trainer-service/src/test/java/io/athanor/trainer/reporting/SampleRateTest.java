package io.athanor.trainer.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SampleRateTest {
    private final SampleRate rate = new SampleRate();

    @Test
    void isTheMeanOverTheLastTenSeconds() {
        rate.add(1000, seconds(1));
        rate.add(2000, seconds(5));

        assertThat(rate.perSecond(seconds(6))).isEqualTo(300);
    }

    @Test
    void forgetsWhatIsOlder() {
        rate.add(1000, seconds(1));
        rate.add(2000, seconds(5));

        assertThat(rate.perSecond(seconds(12))).isEqualTo(200);
        assertThat(rate.perSecond(seconds(16))).isZero();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
