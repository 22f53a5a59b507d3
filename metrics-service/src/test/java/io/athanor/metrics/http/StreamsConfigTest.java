package io.athanor.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamsConfigTest {

    @Test
    void servesTwoHundredAndSaysSomethingFourTimesAMinuteByDefault() {
        StreamsConfig config =
                new SmallRyeConfigBuilder()
                        .withMapping(StreamsConfig.class)
                        .build()
                        .getConfigMapping(StreamsConfig.class);

        assertThat(config.listeners()).isEqualTo(200);
        assertThat(config.silence()).isEqualTo(Duration.ofSeconds(15));
    }
}
