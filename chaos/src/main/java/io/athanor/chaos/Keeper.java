package io.athanor.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Starts processes again that end by themselves, as an orchestrator does, until it is closed.
final class Keeper implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Part> parts;
    private final Consumer<String> timeline;
    private final Map<Part, Integer> ends = new ConcurrentHashMap<>();
    private final Thread thread;

    /// @param timeline told of each end
    Keeper(List<Part> parts, Consumer<String> timeline) {
        this.parts = List.copyOf(parts);
        this.timeline = timeline;
        this.thread = Thread.ofVirtual().name("keeper").start(this::keep);
    }

    /// The exit codes of the processes that ended since they were last asked for.
    Map<Part, Integer> ends() {
        Map<Part, Integer> until = Map.copyOf(ends);
        ends.keySet().removeAll(until.keySet());
        return until;
    }

    /// Waits a while until all of them have ended.
    Map<Part, Integer> awaitEnds(Collection<Part> all) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ends.keySet().containsAll(all) && System.nanoTime() < deadline) {
            Pause.of(LOOK_MILLIS);
        }
        return ends();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void keep() {
        try {
            while (true) {
                for (Part part : parts) {
                    OptionalInt exit = part.exit();
                    if (exit.isPresent()) {
                        timeline.accept(
                                "%s ended by itself (%d) and starts again"
                                        .formatted(part.name(), exit.getAsInt()));
                        ends.put(part, exit.getAsInt());
                        part.start();
                    }
                }
                Pause.of(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            timeline.accept("cannot be started again: " + e);
        }
    }
}
