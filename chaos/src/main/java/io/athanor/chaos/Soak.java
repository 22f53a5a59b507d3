package io.athanor.chaos;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Short trials for as long as it is asked for, and a look at what each process holds before,
/// between and after: what grows with the trials that are over is a finding.
final class Soak implements Drill {
    private static final int ROUNDS = 6;
    private static final long MOST_HEAP = 24L << 20;
    private static final long MOST_RESIDENT = 96L << 20;
    private static final int MOST_FILES = 60;
    private static final int MOST_THREADS = 20;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Map<Part, Vitals> first = new LinkedHashMap<>();
        int trials = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            long end = System.nanoTime() + ground.length().toNanos() / ROUNDS;
            for (int i = 0; i == 0 || System.nanoTime() < end; i++) {
                String study = ground.name("soak-%d-%d".formatted(round, i));
                Load.SHORT.post(ground.api(), study, ground.seed());
                ground.api().awaitEnd(study);
                trials += Load.SHORT.trials();
            }
            for (Part part : ground.parts().services()) {
                Vitals now = Vitals.of(part);
                ground.say("%d trials, %s: %s".formatted(trials, part.name(), now));
                // The first round fills caches and pools.
                if (round == 1) {
                    first.put(part, now);
                }
            }
        }
        first.forEach((part, before) -> judge(ground, part, before));
    }

    private static void judge(Ground ground, Part part, Vitals before) {
        try {
            Vitals after = Vitals.of(part);
            if (after.heap() - before.heap() > MOST_HEAP
                    || after.resident() - before.resident() > MOST_RESIDENT
                    || after.files() - before.files() > MOST_FILES
                    || after.threads() - before.threads() > MOST_THREADS) {
                ground.findings().add("%s grew: %s, then %s".formatted(part.name(), before, after));
            }
        } catch (IOException e) {
            ground.findings().add("%s: %s".formatted(part.name(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
