package io.athanor.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void doublesThePauseWithEachEndUpToTheLongest() {
        assertThat(Patience.DEFAULT.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Patience.DEFAULT.pauseAfter(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Patience.DEFAULT.pauseAfter(1_000)).isEqualTo(Duration.ofSeconds(30));
    }
}
