package io.athanor.launcher.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How each process of the local system is started.
final class Launches {
    /// For processes that live briefly, or whose work is not done by Java: what the optimizing
    /// compiler would take, trainings on the same cores have.
    private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final Set<String> DIVIDES_CORES =
            Set.of("ATHANOR_TRAINER_DEVICE", "ATHANOR_TRAINER_SLOTS", "ATHANOR_TRAINER_THREADS");

    private static final List<Path> LIBRARY_FOLDERS =
            Stream.of(
                            "/usr/lib/x86_64-linux-gnu",
                            "/usr/lib/aarch64-linux-gnu",
                            "/usr/lib64",
                            "/usr/lib")
                    .map(Path::of)
                    .toList();

    private final Installation installation;
    private final DataFolder data;
    private final Ports ports;
    private final List<Integer> trainerPorts;
    private final Map<String, String> environment;

    /// @param environment the launcher's own: what people set there about training stays
    Launches(
            Installation installation,
            DataFolder data,
            Ports ports,
            int trainers,
            Map<String, String> environment) {
        this.installation = installation;
        this.data = data;
        this.ports = ports;
        this.trainerPorts = IntStream.range(0, trainers).mapToObj(_ -> Ports.free()).toList();
        this.environment = environment;
    }

    Launch broker() {
        List<String> command =
                java("broker", installation.broker(), List.of("-Xmx256m", QUICK_COMPILER));
        command.addAll(List.of(Integer.toString(ports.kafka()), data.of("kafka"), "1"));
        return new Launch(
                command, Map.of(), log -> log.lines().anyMatch(line -> line.startsWith("READY ")));
    }

    Launch scheduler() {
        return service(
                "scheduler",
                "scheduler-service",
                ports.schedulerManagement(),
                List.of("-Xmx512m"),
                Map.of(
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(ports.scheduler()),
                        "ATHANOR_METRICS_URL",
                        "http://127.0.0.1:" + ports.metrics()));
    }

    Launch metrics() {
        return service(
                "metrics",
                "metrics-service",
                ports.metricsManagement(),
                List.of("-Xmx384m"),
                Map.of("QUARKUS_HTTP_PORT", Integer.toString(ports.metrics())));
    }

    Launch trainer(int number) {
        String name = "trainer-" + number;
        Map<String, String> settings = new TreeMap<>();
        settings.put("ATHANOR_TRAINER_ID", name);
        if (Collections.disjoint(environment.keySet(), DIVIDES_CORES)) {
            int cores = Runtime.getRuntime().availableProcessors();
            int slots = Math.max(1, cores / trainerPorts.size());
            settings.put("ATHANOR_TRAINER_SLOTS", Integer.toString(slots));
            settings.put("ATHANOR_TRAINER_THREADS", "1");
        }
        settings.put("ATHANOR_TRAINER_CHECKPOINTS", data.path().resolve("checkpoints").toString());
        settings.putAll(allocator());
        settings.keySet().removeAll(environment.keySet());
        settings.put("ATHANOR_TRAINER_ID", name);
        return service(
                name,
                "trainer-service",
                trainerPorts.get(number - 1),
                List.of("-Xmx512m", QUICK_COMPILER),
                settings);
    }

    /// Where the trainers tell their metrics, as Prometheus reads it (`file_sd_configs`).
    String trainerTargets() {
        return trainerPorts.stream()
                .map("\"127.0.0.1:%d\""::formatted)
                .collect(Collectors.joining(", ", "[{\"targets\": [", "]}]\n"));
    }

    /// @param port for health and metrics
    private Launch service(
            String name,
            String module,
            int port,
            List<String> options,
            Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
        // Nobody has to log in, and nobody from elsewhere gets in.
        all.put("QUARKUS_PROFILE", "local");
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
        // Each look before it is ready would be a line in its log.
        all.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
        all.put("ATHANOR_DATA", data.path().toString());
        return new Launch(
                java(name, installation.service(module), options), all, _ -> Health.isReady(port));
    }

    private List<String> java(String name, Path jar, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(
                "-javaagent:%s=%d".formatted(installation.leash(), ProcessHandle.current().pid()));
        command.add("-Dathanor.process=" + name);
        command.add("-XX:+UseSerialGC");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    /// On Linux, glibc's allocator returns the memory of each tensor to the system and asks for it
    /// again at the next operation, which takes up to a third of the time. tcmalloc does not; where
    /// it is not installed, glibc can be told not to.
    private static Map<String, String> allocator() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Map.of();
        }
        return LIBRARY_FOLDERS.stream()
                .map(folder -> folder.resolve("libtcmalloc_minimal.so.4"))
                .filter(Files::exists)
                .findFirst()
                .map(library -> Map.of("LD_PRELOAD", library.toString()))
                .orElse(
                        Map.of(
                                "MALLOC_ARENA_MAX", "1",
                                "MALLOC_MMAP_THRESHOLD_", "1073741824",
                                "MALLOC_TRIM_THRESHOLD_", "4000000000",
                                "MALLOC_TOP_PAD_", "268435456"));
    }
}
