package io.athanor.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Short trials for as long as it is asked for, with trials between them that are stopped in
/// mid-batch, and a look at what each process holds before, between and after: what grows with the
/// trials that are over is a finding. What is kept of each on disk is told, and has a bound.
final class Soak implements Drill {
    private static final int ROUNDS = 6;
    private static final long MOST_HEAP = 8L << 20;

    /// Kafka's own metadata log keeps up to five buffers of 8 MiB, once it needed them (4.3.1).
    private static final long MOST_BROKER_HEAP = 40L << 20;

    private static final long MOST_RESIDENT = 64L << 20;
    private static final int MOST_FILES = 60;
    private static final int MOST_THREADS = 20;
    private static final long MOST_STATE_A_TRIAL = 64 << 10;

    private int trials;
    private int stopped;

    private record Look(int trials, Map<Part, Vitals> processes, Map<String, Long> state) {}

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        List<Look> looks = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long end = System.nanoTime() + ground.length().toNanos() / ROUNDS;
            for (int i = 0; i == 0 || System.nanoTime() < end; i++) {
                train(ground, "soak-%d-%d".formatted(round, i));
            }
            looks.add(look(ground));
        }
        // The first round fills caches and pools.
        judge(ground, looks.get(1), looks.getLast());
        ground.say("%d trials, %d of them stopped while they trained".formatted(trials, stopped));
    }

    private void train(Ground ground, String name) throws IOException, InterruptedException {
        String study = ground.name(name);
        Load.SHORT.post(ground.api(), study, ground.seed());
        ground.api().awaitEnd(study);
        String cancelled = ground.name(name + "-cancelled");
        Load.REAL.post(ground.api(), cancelled, ground.seed());
        while (ground.api().study(cancelled).path("trials").path("running").asInt() < 2) {
            Pause.of(50);
        }
        ground.api().cancel(cancelled);
        ground.api().awaitEnd(cancelled);
        trials += Load.SHORT.trials() + 2;
        stopped += 2;
    }

    private Look look(Ground ground) throws IOException, InterruptedException {
        Map<Part, Vitals> processes = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>(ground.parts().services());
        parts.add(ground.parts().broker());
        for (Part part : parts) {
            Vitals now = Vitals.of(part);
            ground.say("%d trials, %s: %s".formatted(trials, part.name(), now));
            processes.put(part, now);
        }
        Map<String, Long> state = new LinkedHashMap<>();
        for (String name : List.of("scheduler", "metrics")) {
            state.put(name, size(ground.parts().state(name)));
        }
        ground.say("%d trials, bytes of state on disk: %s".formatted(trials, state));
        return new Look(trials, processes, state);
    }

    private static void judge(Ground ground, Look first, Look last) {
        first.processes()
                .forEach((part, before) -> {
                    Vitals after = last.processes().getOrDefault(part, before);
                    boolean isBroker = part.equals(ground.parts().broker());
                    if (after.heap() - before.heap() > (isBroker ? MOST_BROKER_HEAP : MOST_HEAP)
                            || after.resident() - before.resident() > MOST_RESIDENT
                            || after.files() - before.files() > MOST_FILES
                            || after.threads() - before.threads() > MOST_THREADS) {
                        ground.findings()
                                .add("%s grew: %s, then %s".formatted(part.name(), before, after));
                    }
                });
        first.state()
                .forEach((name, before) -> {
                    long each =
                            (last.state().getOrDefault(name, before) - before)
                                    / Math.max(1, last.trials() - first.trials());
                    ground.say("%s keeps %d bytes of each trial".formatted(name, each));
                    if (each > MOST_STATE_A_TRIAL) {
                        ground.findings()
                                .add("%s keeps %d bytes of each trial".formatted(name, each));
                    }
                });
    }

    /// Of all files in the folder. Those that vanish meanwhile do not count.
    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        }
    }
}
