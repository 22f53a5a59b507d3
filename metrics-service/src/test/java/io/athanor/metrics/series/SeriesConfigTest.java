package io.athanor.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeriesConfigTest {

    @Test
    void hasTheseDefaults() {
        SeriesConfig config =
                new SmallRyeConfigBuilder()
                        .withMapping(SeriesConfig.class)
                        .build()
                        .getConfigMapping(SeriesConfig.class);

        assertThat(config.trials()).isEqualTo(200);
        assertThat(config.studies()).isEqualTo(500);
        assertThat(config.silence()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.studyLinger()).isEqualTo(Duration.ofHours(1));
    }
}
