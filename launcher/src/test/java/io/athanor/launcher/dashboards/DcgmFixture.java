package io.athanor.launcher.dashboards;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// FIXTURE: says what NVIDIA's dcgm-exporter says, with its names and labels, of GPUs that do not
/// exist. GPU 0 belongs to a pod, as in Kubernetes; GPU 1 does not.
final class DcgmFixture implements AutoCloseable {
    private static final String POD =
            "gpu=\"0\",UUID=\"GPU-00000000-0000-0000-0000-000000000000\",pci_bus_id=\"00000000:17:00.0\",device=\"nvidia0\",modelName=\"Fixture\",Hostname=\"fixture\",DCGM_FI_DRIVER_VERSION=\"0\",container=\"trainer\",namespace=\"local\",pod=\"trainer-0\"";
    private static final String MACHINE =
            "gpu=\"1\",UUID=\"GPU-11111111-1111-1111-1111-111111111111\",pci_bus_id=\"00000000:18:00.0\",device=\"nvidia1\",modelName=\"Fixture\",Hostname=\"fixture\",DCGM_FI_DRIVER_VERSION=\"0\",container=\"\",namespace=\"\",pod=\"\"";
    private static final Map<String, Integer> GAUGES =
            Map.of(
                    "DCGM_FI_DEV_GPU_UTIL", 87,
                    "DCGM_FI_DEV_FB_USED", 20000,
                    "DCGM_FI_DEV_FB_FREE", 60000,
                    "DCGM_FI_DEV_POWER_USAGE", 310,
                    "DCGM_FI_DEV_GPU_TEMP", 61);

    private final HttpServer server;

    DcgmFixture() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StringBuilder text = new StringBuilder();
        GAUGES.forEach((name, value) -> {
            text.append("# TYPE %s gauge\n".formatted(name));
            text.append("%s{%s} %d\n%s{%s} %d\n".formatted(name, POD, value, name, MACHINE, value));
        });
        byte[] page = text.toString().getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/metrics",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
