package io.athanor.trainer.slots;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.clock.ClockGuard;
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
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final TrainerConfig config;
    private final Capacity capacity;
    private final Engine engine;
    private final Map<String, Object> kafka;
    private final ObjectMapper json;
    private final Reports reports;
    private final Running running;
    private final StopRequests stops;
    private final ClockGuard clock = new ClockGuard();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> slotThreads = new ArrayList<>();
    private volatile boolean retiring;
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("heartbeats").factory());

    Slots(
            TrainerConfig config,
            Capacity capacity,
            Engine engine,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            Reports reports,
            Running running) {
        this.config = config;
        this.capacity = capacity;
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
        for (int number = 1; number <= capacity.slots(); number++) {
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
        clock.watch(Slots::endForSetBackClock);
        LOG.info(
                "trainer ready: trainer={} slots={} threads={}",
                id,
                capacity.slots(),
                capacity.threads());
    }

    /// Hands the trials back and waits until they have stopped.
    void leave(@Observes ShutdownEvent event) {
        clock.close();
        running.leave();
        slots.forEach(Slot::leave);
        stops.close();
        long deadline = System.nanoTime() + config.leaveTimeout().toNanos();
        for (Thread thread : threads) {
            await(thread, deadline);
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

    /// Why it could not; empty where it could, or that is not known yet.
    String trouble() {
        return stops.trouble();
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
                            slotThreads.forEach(thread -> join(thread, FOR_EVER));
                            Quarkus.asyncExit(0);
                        });
    }

    /// What waits for Kafka would wait until the clock is where it was.
    private static void endForSetBackClock(Duration back) {
        LOG.error(
                "the wall clock was set back by {} s: the trainer ends, to be started again",
                back.toSeconds());
        Quarkus.asyncExit(1);
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

    /// A thread without a trial needs a moment, or waits for a clock that was set back.
    private void await(Thread thread, long deadline) {
        while (!join(thread, MOMENT)) {
            if (running.trials() == 0 || System.nanoTime() >= deadline) {
                LOG.warn("{} did not stop in time", thread.getName());
                return;
            }
        }
    }

    private static boolean join(Thread thread, Duration patience) {
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
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
