package io.athanor.trainer.slots;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.TrainerId;
import io.athanor.trainer.queue.StopRequests;
import io.athanor.trainer.queue.TrialQueue;
import io.athanor.trainer.reporting.Reports;
import io.athanor.trainer.training.Trainer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the engine and the slots with the process, and lets them go with it.
@Singleton
class Slots {
    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    private static final int LOOK_SECONDS = 1;

    private final TrainerConfig config;
    private final Engine engine;
    private final Map<String, Object> kafka;
    private final ObjectMapper json;
    private final Reports reports;
    private final Running running;
    private final StopRequests stops;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> slotThreads = new ArrayList<>();
    private volatile boolean retiring;
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("heartbeats").factory());

    Slots(
            TrainerConfig config,
            Engine engine,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            Reports reports,
            Running running) {
        this.config = config;
        this.engine = engine;
        this.kafka = kafka;
        this.json = json;
        this.reports = reports;
        this.running = running;
        this.stops = new StopRequests(kafka, json, reports, running::stop);
    }

    void start(@Observes StartupEvent event) {
        Trainer trainer = engine.start();
        TrainerId id = new TrainerId(config.id().orElseGet(Slots::defaultId));
        for (int number = 1; number <= config.slots(); number++) {
            String clientId = id + "-" + number;
            slots.add(
                    new Slot(
                            () -> new TrialQueue(kafka, clientId, json, reports),
                            trial -> reports.execution(trial, id, trainer.device()),
                            running,
                            trainer,
                            stops.listening()));
        }
        var _ = startThread("stops", stops);
        for (Slot slot : slots) {
            slotThreads.add(startThread("slot-" + (slots.indexOf(slot) + 1), slot));
        }
        long interval = config.heartbeatInterval().toMillis();
        var _ =
                heartbeats.scheduleAtFixedRate(
                        running::heartbeat, interval, interval, TimeUnit.MILLISECONDS);
        config.idleExit().ifPresent(this::watchIdleness);
        LOG.info(
                "trainer ready: trainer={} slots={} threads={}",
                id,
                config.slots(),
                engine.threadsPerSlot());
    }

    /// Hands the trials back and waits until they have stopped.
    void leave(@Observes ShutdownEvent event) {
        running.leave();
        slots.forEach(Slot::leave);
        stops.close();
        long deadline = System.nanoTime() + config.leaveTimeout().toNanos();
        for (Thread thread : threads) {
            join(thread, deadline - System.nanoTime());
        }
        heartbeats.shutdownNow();
    }

    /// Whether each slot still works, or has ended as it should.
    boolean alive() {
        return retiring || threads.stream().allMatch(Thread::isAlive);
    }

    /// Whether a trial that is claimed now could be stopped.
    boolean listening() {
        return stops.listening().getCount() == 0;
    }

    private void watchIdleness(Duration patience) {
        var _ =
                heartbeats.scheduleAtFixedRate(
                        () -> leaveIfIdle(patience), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void leaveIfIdle(Duration patience) {
        if (!listening()) {
            running.notIdle();
        } else if (!retiring && running.idle().compareTo(patience) >= 0) {
            LOG.info("no trial for {}: leaves", patience);
            retire();
        }
    }

    /// Ends the process once no slot has a trial: one that is taken at this very moment is trained
    /// to its end.
    private void retire() {
        retiring = true;
        slots.forEach(Slot::leave);
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("retire")
                        .start(() -> {
                            slotThreads.forEach(thread -> join(thread, Long.MAX_VALUE));
                            Quarkus.asyncExit(0);
                        });
    }

    private Thread startThread(String name, Runnable task) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .uncaughtExceptionHandler(new Fatal(Quarkus::asyncExit))
                        .unstarted(task);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private static void join(Thread thread, long nanos) {
        try {
            if (!thread.join(Duration.ofNanos(nanos))) {
                LOG.warn("{} did not stop in time", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String defaultId() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "trainer";
        }
        return host + "-" + ProcessHandle.current().pid();
    }
}
