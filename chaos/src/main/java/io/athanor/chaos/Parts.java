package io.athanor.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The whole system on this machine, each process at its port for good, so that it comes back where
/// it was.
final class Parts implements AutoCloseable {
    private final Path home;
    private final Path folder;
    private final int kafka = freePort();
    private final int http = freePort();
    private final int management = freePort();
    private final int metrics = freePort();
    private final Part broker;
    private final Part scheduler;
    private final Part metricsService;
    private final List<Part> trainers;

    /// @param home where everything is built
    /// @param folder for all data and logs
    Parts(Path home, Path folder, int trainers) {
        this.home = home;
        this.folder = folder;
        this.broker =
                part(
                        "broker",
                        "-Xmx256m",
                        home.resolve("broker/target/broker.jar"),
                        List.of(Integer.toString(kafka), folder.resolve("kafka").toString(), "2"),
                        Map.of());
        this.scheduler =
                service(
                        "scheduler",
                        "-Xmx512m",
                        "scheduler-service",
                        http,
                        management,
                        Map.of(
                                "ATHANOR_METRICS_URL",
                                "http://127.0.0.1:" + metrics,
                                "ATHANOR_DATA",
                                folder.toString()));
        this.metricsService =
                service(
                        "metrics",
                        "-Xmx384m",
                        "metrics-service",
                        metrics,
                        freePort(),
                        Map.of("ATHANOR_DATA", folder.toString()));
        this.trainers = IntStream.rangeClosed(1, trainers).mapToObj(this::trainer).toList();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + http);
    }

    Part broker() {
        return broker;
    }

    Part scheduler() {
        return scheduler;
    }

    Part metrics() {
        return metricsService;
    }

    List<Part> trainers() {
        return trainers;
    }

    /// Starts everything; clients wait for what they need.
    void start() throws IOException, InterruptedException {
        broker.start();
        while (!Files.readString(broker.log()).contains("READY ")) {
            if (!broker.isAlive()) {
                throw new IOException("the broker ended; see " + broker.log());
            }
            Pause.of(100);
        }
        for (Part part :
                Stream.concat(Stream.of(scheduler, metricsService), trainers.stream()).toList()) {
            part.start();
        }
    }

    @Override
    public void close() {
        List<Part> all = new ArrayList<>(trainers);
        all.addAll(List.of(scheduler, metricsService, broker));
        for (Part part : all) {
            part.kill();
        }
    }

    private Part trainer(int number) {
        return service(
                "trainer-" + number,
                "-Xmx256m",
                "trainer-service",
                freePort(),
                freePort(),
                Map.of(
                        "ATHANOR_TRAINER_ID", "trainer-" + number,
                        "ATHANOR_TRAINER_THREADS", "1",
                        "ATHANOR_TRAINER_CHECKPOINT_INTERVAL", "1s",
                        "ATHANOR_TRAINER_CHECKPOINTS", folder.resolve("checkpoints").toString(),
                        "OMP_WAIT_POLICY", "PASSIVE"));
    }

    private Part service(
            String name,
            String heap,
            String module,
            int port,
            int managementPort,
            Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
        return part(
                name,
                heap,
                home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"),
                List.of(),
                environment);
    }

    private Part part(
            String name,
            String heap,
            Path jar,
            List<String> arguments,
            Map<String, String> environment) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not built");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(
                "-javaagent:%s=%d"
                        .formatted(
                                home.resolve("launcher/target/launcher-leash.jar"),
                                ProcessHandle.current().pid()));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        heap,
                        "-jar",
                        jar.toString()));
        command.addAll(arguments);
        return new Part(name, command, environment, folder.resolve(name + ".log"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
