package io.athanor.metrics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Topic;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class CurvesConfigTest {

    @Test
    void keepsCurvesForAsLongAsTheirTopicByDefault() {
        CurvesConfig config =
                new SmallRyeConfigBuilder()
                        .withMapping(CurvesConfig.class)
                        .build()
                        .getConfigMapping(CurvesConfig.class);

        assertThat(config.retention()).isEqualTo(Topic.TRIAL_CURVES.retention().orElseThrow());
    }
}
