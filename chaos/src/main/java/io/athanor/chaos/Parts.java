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
import org.jspecify.annotations.Nullable;

/// The whole system on this machine, each process at its port for good, so that it comes back where
/// it was.
final class Parts implements AutoCloseable {
    private static final Path FAKE_TIME =
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    private final Path home;
    private final Path folder;
    private final boolean fakesTime;
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
    /// @param fakesTime whether the wall clocks of the processes can be set
    Parts(Path home, Path folder, int trainers, boolean fakesTime) throws IOException {
        this.home = home;
        this.folder = folder;
        this.fakesTime = fakesTime;
        Files.writeString(folder.resolve("clock"), "+0\n");
        this.broker =
                part(
                        "broker",
                        "-Xmx256m",
                        home.resolve("broker/target/broker.jar"),
                        List.of(Integer.toString(kafka), folder.resolve("kafka").toString(), "2"),
                        Map.of(),
                        0);
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
                        Map.of(
                                "ATHANOR_DATA",
                                folder.toString(),
                                // What fills slowly, and is bounded, would look like a leak.
                                "KAFKA_STREAMS_STATESTORE_CACHE_MAX_BYTES",
                                "4194304",
                                "ATHANOR_METRICS_SERIES_STUDY_LINGER",
                                "PT5M"));
        this.trainers = IntStream.rangeClosed(1, trainers).mapToObj(this::trainer).toList();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + http);
    }

    URI metricsApi() {
        return URI.create("http://127.0.0.1:" + metrics);
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

    /// What that service keeps on its disk.
    Path state(String service) {
        return folder.resolve(service);
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /// What is written there the processes' wall clocks are off by; null where they cannot be.
    @Nullable Path clock() {
        return Files.exists(FAKE_TIME) ? folder.resolve("clock") : null;
    }

    /// All that is ours, without the broker.
    List<Part> services() {
        List<Part> services = new ArrayList<>(List.of(scheduler, metricsService));
        services.addAll(trainers);
        return services;
    }

    /// Waits until clients can connect.
    void startBroker() throws IOException, InterruptedException {
        long before = Files.exists(broker.log()) ? Files.size(broker.log()) : 0;
        broker.start();
        while (!Files.readString(broker.log()).substring((int) before).contains("READY ")) {
            if (!broker.isAlive()) {
                throw new IOException("the broker ended; see " + broker.log());
            }
            Pause.of(100);
        }
    }

    /// Starts everything; clients wait for what they need.
    void start() throws IOException, InterruptedException {
        startBroker();
        for (Part part : services()) {
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
                        "ATHANOR_TRAINER_SLOTS", "1",
                        "ATHANOR_TRAINER_THREADS", "1",
                        "ATHANOR_TRAINER_CHECKPOINT_INTERVAL", "1s",
                        "ATHANOR_TRAINER_CHECKPOINTS", folder.resolve("checkpoints").toString()));
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
                environment,
                managementPort);
    }

    private Part part(
            String name,
            String heap,
            Path jar,
            List<String> arguments,
            Map<String, String> environment,
            int managementPort) {
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
        return new Part(
                name,
                command,
                withClock(environment),
                folder.resolve(name + ".log"),
                URI.create("http://127.0.0.1:%d/q/health/ready".formatted(managementPort)));
    }

    private Map<String, String> withClock(Map<String, String> environment) {
        Path clock = folder.resolve("clock");
        if (!fakesTime || !Files.exists(FAKE_TIME)) {
            return environment;
        }
        Map<String, String> all = new HashMap<>(environment);
        all.put("LD_PRELOAD", FAKE_TIME.toString());
        all.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
        all.put("FAKETIME_CACHE_DURATION", "1");
        all.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        // With it, every timed wait of a JVM returns at once.
        all.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        all.put("FAKETIME_DISABLE_SHM", "1");
        return all;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
