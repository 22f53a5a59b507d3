package io.athanor.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.athanor.launcher.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void takesAFreePortForEachThatIsZero() {
        Ports ports = Ports.claim(0, 0, 0);

        assertThat(
                        List.of(
                                ports.scheduler(),
                                ports.metrics(),
                                ports.kafka(),
                                ports.schedulerManagement(),
                                ports.metricsManagement()))
                .allMatch(port -> port > 0)
                .doesNotHaveDuplicates();
    }

    @Test
    void namesATakenPortAndTheOptionThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Ports.claim(0, 0, port))
                    .withMessage(
                            "port %d is taken by another program: choose one with --kafka-port PORT (0: any free one)",
                            port);
        }
    }

    @Test
    void saysThatAnAthanorRunsThereAlready() throws IOException {
        HttpServer athanor =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        athanor.createContext(
                "/api/v1/studies",
                exchange -> {
                    byte[] body = "{\"items\": []}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        athanor.start();
        try {
            int port = athanor.getAddress().getPort();

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Ports.claim(port, 0, 0))
                    .withMessageStartingWith(
                            "an Athanor already runs at http://127.0.0.1:%d: ", port);
        } finally {
            athanor.stop(0);
        }
    }
}
