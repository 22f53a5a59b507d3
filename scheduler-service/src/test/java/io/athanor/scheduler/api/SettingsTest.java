package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final SmallRyeConfig config =
            new SmallRyeConfigBuilder()
                    .withConverter(Duration.class, 200, new DurationConverter())
                    .withMapping(ApiConfig.class)
                    .withMapping(MetricsConfig.class)
                    .build();

    @Test
    void theApiIsPatientForTwentySeconds() {
        assertThat(config.getConfigMapping(ApiConfig.class).patience())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theMetricsServiceIsOnThisMachine() {
        MetricsConfig metrics = config.getConfigMapping(MetricsConfig.class);

        assertThat(metrics.url()).isEqualTo(URI.create("http://127.0.0.1:8081"));
        assertThat(metrics.timeout()).isEqualTo(Duration.ofSeconds(10));
    }
}
