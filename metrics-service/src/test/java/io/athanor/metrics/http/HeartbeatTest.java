package io.athanor.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    @Test
    void sendsAllNewsAndOneSignOfLifeAfterEachSilence() {
        Heartbeat heartbeat = new Heartbeat(3);

        Stream<Boolean> sent =
                Stream.of(true, true, true, true, true, false, true, true, true, false, false)
                        .map(heartbeat::isDue);

        assertThat(sent)
                .containsExactly(
                        false, false, true, false, false, true, false, false, true, true, true);
    }
}
