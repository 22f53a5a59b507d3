package io.athanor.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclareTest {
    @Test
    void reachesTheBrokerAsTheEnvironmentSaysAndHearsNothingElse() {
        assertThat(
                        Declare.client(
                                Map.of(
                                        "KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
                                        "KAFKA_SECURITY_PROTOCOL", "SSL",
                                        "KAFKA_SSL_KEYSTORE_LOCATION", "/etc/user.p12",
                                        "ATHANOR_TOPICS_PARTITIONS", "3",
                                        "HOME", "/")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "bootstrap.servers", "kafka:9093",
                                "security.protocol", "SSL",
                                "ssl.keystore.location", "/etc/user.p12"));
    }
}
