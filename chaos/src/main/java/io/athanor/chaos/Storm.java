package io.athanor.chaos;

import io.athanor.chaos.Part.Action;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Lets a plan of faults happen to the system. Faults may overlap; a process has one at a time.
final class Storm {
    private final Parts parts;
    private final Consumer<String> timeline;

    /// @param timeline told, a line each, what happens
    Storm(Parts parts, Consumer<String> timeline) {
        this.parts = parts;
        this.timeline = timeline;
    }

    /// Returns when every fault is over and every process is up again.
    void rage(List<Fault> plan) throws InterruptedException, IOException {
        long begun = System.nanoTime();
        try (ExecutorService faults = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> happening = new ArrayList<>();
            for (Fault fault : plan) {
                long wait = fault.at().toMillis() - (System.nanoTime() - begun) / 1_000_000;
                Pause.of(Math.max(0, wait));
                happening.add(
                        faults.submit(() -> {
                            strike(fault);
                            return null;
                        }));
            }
            for (Future<?> fault : happening) {
                fault.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a fault could not be brought about", e.getCause());
        }
    }

    private void strike(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case KILL_TRAINER -> kill(trainer(fault), fault);
            case KILL_SCHEDULER -> kill(parts.scheduler(), fault);
            case KILL_METRICS -> kill(parts.metrics(), fault);
            case KILL_BROKER -> kill(parts.broker(), fault);
            case SUSPEND_TRAINER -> suspend(trainer(fault), fault);
            case SUSPEND_SCHEDULER -> suspend(parts.scheduler(), fault);
            case SUSPEND_METRICS -> suspend(parts.metrics(), fault);
            case SUSPEND_BROKER -> suspend(parts.broker(), fault);
            case NO_TRAINERS -> leave(parts.trainers(), fault);
        }
    }

    private Part trainer(Fault fault) {
        return parts.trainers().get(fault.trainer());
    }

    private void kill(Part part, Fault fault) throws IOException, InterruptedException {
        part.exclusively(() -> {
            part.kill();
            timeline.accept("kill -9 " + part.name());
            Pause.of(fault.lasts().toMillis());
            part.start();
            timeline.accept(part.name() + " starts again");
        });
    }

    private void suspend(Part part, Fault fault) throws IOException, InterruptedException {
        part.exclusively(() -> {
            part.suspend();
            timeline.accept("kill -STOP " + part.name());
            Pause.of(fault.lasts().toMillis());
            part.resume();
            timeline.accept("kill -CONT " + part.name());
        });
    }

    private void leave(List<Part> trainers, Fault fault) throws IOException, InterruptedException {
        if (trainers.isEmpty()) {
            Pause.of(fault.lasts().toMillis());
            return;
        }
        Part first = trainers.getFirst();
        Action rest = () -> leave(trainers.subList(1, trainers.size()), fault);
        first.exclusively(() -> {
            boolean byItself = first.terminate();
            timeline.accept(
                    "kill -TERM %s%s"
                            .formatted(first.name(), byItself ? "" : ", which had to be killed"));
            rest.run();
            first.start();
            timeline.accept(first.name() + " starts again");
        });
    }
}
