package io.athanor.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A broker and packaged services, each in a process, with an empty folder for all their data. They
/// get the options that `./athanor up` gives them.
public final class Rig implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final long LEAVE_SECONDS = 20;

    /// As trainers have it.
    private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    static final Path TCMALLOC = Path.of("/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4");

    private final Path home;
    private final Path folder;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final String bootstrapServers = "127.0.0.1:" + freePort();

    /// @param home the folder of the repository, with the services built
    Rig(Path home) throws IOException {
        this.home = home;
        this.folder = Files.createTempDirectory("athanor-benchmark-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon));
    }

    /// What was started does not outlive a benchmark that is interrupted, nor do its gigabytes.
    private void abandon() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    /// With a broker of its own.
    public Rig another() throws IOException {
        return new Rig(home);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /// A folder that is not there yet.
    public Path folder(String name) {
        return folder.resolve(name);
    }

    /// Starts the broker, and returns when clients can connect.
    ///
    /// @return its process
    public Process startBroker(int partitions) throws IOException, InterruptedException {
        Path log = folder.resolve("broker.log");
        Process broker =
                start(
                        List.of("-Xmx256m"),
                        home.resolve("broker/target/broker.jar"),
                        List.of(
                                bootstrapServers.substring(bootstrapServers.indexOf(':') + 1),
                                folder.resolve("broker").toString(),
                                Integer.toString(partitions)),
                        Map.of(),
                        log);
        await("the broker", () -> Files.readString(log).contains("READY "));
        return broker;
    }

    /// Starts the metrics service, and returns when it is ready.
    Service startMetrics(Path data) throws IOException, InterruptedException {
        Service service =
                startService(
                        "metrics-service",
                        List.of("-Xmx384m"),
                        Map.of("ATHANOR_DATA", data.toString()));
        await("the metrics service", service::isReady);
        return service;
    }

    /// Starts the scheduler, and returns when it is ready.
    Service startScheduler() throws IOException, InterruptedException {
        Service service =
                startService(
                        "scheduler-service",
                        List.of("-Xmx512m"),
                        Map.of("ATHANOR_DATA", folder("scheduler").toString()));
        await("the scheduler", service::isReady);
        return service;
    }

    /// Starts a trainer of one slot with one thread, if the settings do not say otherwise, and
    /// returns when it is ready.
    public Service startTrainer(Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(training());
        all.put("ATHANOR_TRAINER_SLOTS", "1");
        all.put("ATHANOR_TRAINER_THREADS", "1");
        all.putAll(settings);
        all.put("ATHANOR_TRAINER_CHECKPOINTS", folder("checkpoints").toString());
        Service service = startService("trainer-service", List.of("-Xmx512m", QUICK_COMPILER), all);
        await("the trainer", service::isReady);
        return service;
    }

    /// Starts a class of the benchmarks in a process that has the trainer's classes, too.
    ///
    /// @param cores that it may use, as `taskset` takes them; all where empty
    public Dialogue startInTrainer(
            Class<?> main, Map<String, String> environment, String cores, List<String> arguments)
            throws IOException {
        Path trainer = home.resolve("trainer-service/target/quarkus-app");
        List<String> command = new ArrayList<>(pinned(cores));
        command.addAll(java(List.of("-Xmx512m", QUICK_COMPILER)));
        String classes =
                Stream.of("app", "lib/main", "lib/boot")
                        .map(trainer::resolve)
                        .map(folder -> folder + "/*")
                        .collect(Collectors.joining(":"));
        command.addAll(
                List.of(
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        home.resolve("benchmarks/target/benchmarks.jar") + ":" + classes,
                        main.getName()));
        command.addAll(arguments);
        Map<String, String> all = new HashMap<>(training());
        all.putAll(environment);
        return dialogue(command, all, main.getSimpleName());
    }

    /// Starts a script of the folder `benchmarks/peers` with Debian's Python, which has Debian's
    /// packages.
    public Dialogue startPeer(
            String script, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add("/usr/bin/python3");
        command.add(home.resolve("benchmarks/peers").resolve(script).toString());
        command.addAll(arguments);
        return dialogue(command, environment, script);
    }

    /// The packed data set, for those who do not read it from the trainer's jar.
    public Path sample() {
        return home.resolve("trainer-service/src/main/resources/data/fashion-mnist-sample");
    }

    private Dialogue dialogue(List<String> command, Map<String, String> environment, String name)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return new Dialogue(process);
    }

    private static List<String> pinned(String cores) {
        return cores.isEmpty() ? List.of() : List.of("taskset", "-c", cores);
    }

    /// What `./athanor` sets for processes that train.
    private static Map<String, String> training() {
        Map<String, String> environment = new HashMap<>();
        if (Files.exists(TCMALLOC)) {
            environment.put("LD_PRELOAD", TCMALLOC.toString());
        }
        return environment;
    }

    private Service startService(String module, List<String> options, Map<String, String> settings)
            throws IOException {
        int port = freePort();
        int management = freePort();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        Process process =
                start(
                        options,
                        home.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"),
                        List.of(),
                        environment,
                        folder.resolve("%s-%d.log".formatted(module, port)));
        return new Service(process, port, management);
    }

    private Process start(
            List<String> options,
            Path jar,
            List<String> arguments,
            Map<String, String> environment,
            Path log)
            throws IOException {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not built");
        }
        List<String> command = java(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        return command;
    }

    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /// @throws IllegalStateException when it does not hold within two minutes
    public static void await(String what, Condition condition)
            throws IOException, InterruptedException {
        await(what, START, condition);
    }

    static void await(String what, Duration patience, Condition condition)
            throws IOException, InterruptedException {
        await(what, patience, LOOK, condition);
    }

    /// @param look how often to
    static void await(String what, Duration patience, Duration look, Condition condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited %s for %s".formatted(patience, what));
            }
            Thread.sleep(look);
        }
    }

    /// Ends what was started, the newest first, and deletes its data.
    @Override
    public void close() throws IOException {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                process.onExit().get(LEAVE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        }
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
