package io.athanor.trainer.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {

    @Test
    void hasADefaultForEverything() {
        TrainerConfig config = config(Map.of());

        assertThat(config.id()).isEmpty();
        assertThat(config.slots()).isEmpty();
        assertThat(config.device()).isEqualTo("cpu");
        assertThat(config.threads()).isEmpty();
        assertThat(config.data()).isEqualTo(Path.of("data"));
        assertThat(config.memoryLimit()).isEmpty();
        assertThat(config.channelsLast()).isEmpty();
        assertThat(config.bfloat16()).isFalse();
        assertThat(config.checkpoints()).isEqualTo(Path.of("checkpoints"));
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.reportInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.idleExit()).isEmpty();
        assertThat(config.leaveTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsEveryProperty() {
        TrainerConfig config =
                config(
                        Map.ofEntries(
                                Map.entry("athanor.trainer.id", "trainer-3"),
                                Map.entry("athanor.trainer.slots", "2"),
                                Map.entry("athanor.trainer.device", "gpu:1"),
                                Map.entry("athanor.trainer.threads", "4"),
                                Map.entry("athanor.trainer.data", "/var/data"),
                                Map.entry("athanor.trainer.memory-limit", "8G"),
                                Map.entry("athanor.trainer.channels-last", "false"),
                                Map.entry("athanor.trainer.bfloat16", "true"),
                                Map.entry("athanor.trainer.checkpoints", "/var/checkpoints"),
                                Map.entry("athanor.trainer.checkpoint-interval", "9s"),
                                Map.entry("athanor.trainer.report-interval", "50ms"),
                                Map.entry("athanor.trainer.heartbeat-interval", "1s"),
                                Map.entry("athanor.trainer.leave-timeout", "10s")));

        assertThat(config.id()).contains("trainer-3");
        assertThat(config.slots()).hasValue(2);
        assertThat(config.device()).isEqualTo("gpu:1");
        assertThat(config.threads()).hasValue(4);
        assertThat(config.data()).isEqualTo(Path.of("/var/data"));
        assertThat(config.memoryLimit().orElseThrow().asLongValue()).isEqualTo(8L << 30);
        assertThat(config.channelsLast()).contains(false);
        assertThat(config.bfloat16()).isTrue();
        assertThat(config.checkpoints()).isEqualTo(Path.of("/var/checkpoints"));
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.reportInterval()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.leaveTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config(Map.of("athanor.trainer.idle-exit", "300s")).idleExit())
                .contains(Duration.ofMinutes(5));
    }

    @Test
    void tellsNoPodsCostUnlessItIsNamed() {
        PodConfig pod =
                new SmallRyeConfigBuilder()
                        .withMapping(PodConfig.class)
                        .build()
                        .getConfigMapping(PodConfig.class);

        assertThat(pod.name()).isEmpty();
        assertThat(pod.apiServer()).hasToString("https://kubernetes.default.svc");
        assertThat(pod.account())
                .isEqualTo(Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
    }

    static TrainerConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(TrainerConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(TrainerConfig.class);
    }
}
