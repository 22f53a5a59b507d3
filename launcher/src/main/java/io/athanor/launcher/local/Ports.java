package io.athanor.launcher.local;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/// The ports that people know, all on the loopback interface. A service's management port is a
/// thousand above its own.
record Ports(
        int scheduler, int metrics, int kafka, int schedulerManagement, int metricsManagement) {
    private static final int CONNECT_MILLIS = 500;
    private static final int MANAGEMENT = 1000;
    private static final int LAST = 65_535;

    /// With a free port for each that is 0.
    ///
    /// @throws Failure naming the first port that is taken, and the option that changes it
    static Ports claim(int scheduler, int metrics, int kafka) {
        return new Ports(
                claim(scheduler, "--port"),
                claim(metrics, "--metrics-port"),
                claim(kafka, "--kafka-port"),
                claim(management(scheduler), "--port"),
                claim(management(metrics), "--metrics-port"));
    }

    /// 0, any that is free, where the service's own port is any too, or leaves no room above.
    private static int management(int port) {
        return port == 0 || port + MANAGEMENT > LAST ? 0 : port + MANAGEMENT;
    }

    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static int claim(int port, String option) {
        if (port == 0) {
            return free();
        }
        if (!isTaken(port)) {
            return port;
        }
        URI address = URI.create("http://127.0.0.1:" + port);
        if (Api.at(address).isAthanor()) {
            throw new Failure(
                    "an Athanor already runs at %s: use it, or start another with %s, --metrics-port, --kafka-port and --data"
                            .formatted(address, option));
        }
        throw new Failure(
                "port %d is taken by another program: choose one with %s PORT (0: any free one)"
                        .formatted(port, option));
    }

    private static boolean isTaken(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback, port), CONNECT_MILLIS);
            return true;
        } catch (IOException nobodyAnswers) {
            return cannotListen(loopback, port);
        }
    }

    private static boolean cannotListen(InetAddress loopback, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, loopback)) {
            return socket.getLocalPort() != port;
        } catch (IOException e) {
            return true;
        }
    }
}
