package io.athanor.launcher.dashboards;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// FIXTURE: says what NVIDIA's dcgm-exporter says, with its names and labels, of GPUs that do not
/// exist. GPU 0 belongs to a pod of this installation, GPU 1 to no pod, GPU 2 to others.
final class DcgmFixture implements AutoCloseable {
    private static final List<String> NAMESPACES = List.of("local", "", "others");
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
            for (int gpu = 0; gpu < NAMESPACES.size(); gpu++) {
                text.append("%s{%s} %d\n".formatted(name, labels(gpu), value));
            }
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

    private static String labels(int gpu) {
        String namespace = NAMESPACES.get(gpu);
        String owner = namespace.isEmpty() ? "" : "trainer";
        return "gpu=\"%1$d\",UUID=\"GPU-%1$d\",pci_bus_id=\"00000000:1%1$d:00.0\",device=\"nvidia%1$d\",modelName=\"Fixture\",Hostname=\"fixture\",DCGM_FI_DRIVER_VERSION=\"0\",container=\"%2$s\",namespace=\"%3$s\",pod=\"%2$s\""
                .formatted(gpu, owner, namespace);
    }
}
