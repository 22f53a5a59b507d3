package io.athanor.launcher.local;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The broker, the services and the trainers of one machine, as children of this process. They end
/// with [#close], and at the latest with this process, however it ends.
public final class LocalSystem implements AutoCloseable {
    private final DataFolder data;
    private final Ports ports;
    private final Launches launches;
    private final Consumer<String> notices;
    private final Child broker;
    private final List<Child> services;
    private final List<Child> trainers;
    private boolean closed;

    private LocalSystem(
            LocalOptions options, Ports ports, DataFolder data, Consumer<String> notices) {
        this.data = data;
        this.notices = notices;
        this.ports = ports;
        this.launches =
                new Launches(Installation.own(), data, ports, options.trainers, System.getenv());
        this.broker = child("broker", launches::broker);
        this.services =
                List.of(
                        child("scheduler", launches::scheduler),
                        child("metrics", launches::metrics));
        this.trainers =
                IntStream.rangeClosed(1, options.trainers)
                        .mapToObj(n -> child("trainer-" + n, () -> launches.trainer(n)))
                        .toList();
    }

    /// Starts everything and returns once all of it is ready.
    ///
    /// @param notices told, a line each, what happens to the processes
    /// @throws Failure when a port or the data folder is taken, or a process cannot be started;
    ///   nothing is left running then
    public static LocalSystem start(LocalOptions options, Consumer<String> notices) {
        if (options.trainers < 0) {
            throw new Failure("--trainers %d: at least 0".formatted(options.trainers));
        }
        Ports ports = Ports.claim(options.port, options.metricsPort, options.kafkaPort);
        LocalSystem system =
                new LocalSystem(options, ports, DataFolder.open(options.data), notices);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "shutdown"));
        try {
            system.start();
        } catch (RuntimeException e) {
            system.close();
            throw e;
        }
        return system;
    }

    public Api api() {
        return Api.at(address());
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + ports.scheduler());
    }

    public URI metricsAddress() {
        return URI.create("http://127.0.0.1:" + ports.metrics());
    }

    /// Where the scheduler tells its health and metrics.
    public URI schedulerManagement() {
        return URI.create("http://127.0.0.1:" + ports.schedulerManagement());
    }

    /// Where the metrics service tells its health and metrics.
    public URI metricsManagement() {
        return URI.create("http://127.0.0.1:" + ports.metricsManagement());
    }

    public String kafkaAddress() {
        return "127.0.0.1:" + ports.kafka();
    }

    public Path logs() {
        return data.logs();
    }

    /// Says to Prometheus where the trainers listen.
    public Path trainerTargets() {
        return data.path().resolve("trainers.json");
    }

    public int trainers() {
        return trainers.size();
    }

    /// Completes when a process cannot be kept up any more.
    public CompletableFuture<Failure> broken() {
        return CompletableFuture.anyOf(
                        all().stream().map(Child::givenUp).toArray(CompletableFuture[]::new))
                .thenApply(Failure.class::cast);
    }

    /// Ends the trainers first, so that they can hand back what they train, then the services, then
    /// the broker.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        notices.accept("ending the trainers, then the services, then the broker");
        for (List<Child> group : List.of(trainers, services, List.of(broker))) {
            group.forEach(Child::askToEnd);
            group.forEach(Child::awaitEnd);
        }
        data.close();
    }

    private void start() {
        data.write(trainerTargets(), launches.trainerTargets());
        begin(broker, kafkaAddress());
        await(broker);
        begin(services.getFirst(), address().toString());
        begin(services.getLast(), metricsAddress().toString());
        trainers.forEach(trainer -> begin(trainer, ""));
        services.forEach(LocalSystem::await);
        trainers.forEach(LocalSystem::await);
    }

    private void begin(Child child, String address) {
        long begun = System.nanoTime();
        child.start();
        var _ =
                child.ready()
                        .thenRun(() ->
                                notices.accept(
                                        "%-10s ready in %4.1f s  %s"
                                                .formatted(
                                                        child.name(),
                                                        (System.nanoTime() - begun) / 1e9,
                                                        address)
                                                .stripTrailing()));
    }

    private static void await(Child child) {
        try {
            child.ready().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Child child(String name, Supplier<Launch> launch) {
        return new Child(
                name, launch, LogFile.create(data.logs(), name), Patience.DEFAULT, notices);
    }

    private List<Child> all() {
        List<Child> all = new ArrayList<>(trainers);
        all.addAll(services);
        all.add(broker);
        return all;
    }
}
