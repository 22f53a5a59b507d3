package io.athanor.chaos;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// More than there are trainers for: 50 studies that could each use 100 trainers, as many streams
/// of events as are served, which nobody reads. Memory stays bounded, the service stays ready and
/// answers, every study gets its share, and when all are cancelled the next one has the trainers.
final class Overload implements Drill {
    private static final int STUDIES = 50;
    private static final int STREAMS = 200;
    private static final long MOST_GROWTH = 200L << 20;

    /// Trials of each study, on the average, over which shares are compared.
    private static final int TURNS = 5;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Part scheduler = ground.parts().scheduler();
        ground.awaitReady(scheduler);
        Vitals before = Vitals.of(scheduler);
        List<String> studies =
                IntStream.rangeClosed(1, STUDIES).mapToObj(n -> ground.name("many-" + n)).toList();
        for (String study : studies) {
            Load.MANY.post(ground.api(), study, ground.seed());
        }
        List<Socket> streams = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(SlowReader.open(ground.parts().api(), studies.get(i % STUDIES)));
            }
            long waiting = 0;
            for (String study : studies) {
                waiting += ground.api().study(study).path("trials").path("waiting").asInt();
            }
            ground.say(
                    "%d studies, %d trials wait, %d streams are open"
                            .formatted(STUDIES, waiting, streams.size()));
            share(ground, studies);
            Vitals loaded = Vitals.of(scheduler);
            ground.say("scheduler: %s, under load %s".formatted(before, loaded));
            if (loaded.heap() - before.heap() > MOST_GROWTH) {
                ground.findings().add("the scheduler grew: %s, then %s".formatted(before, loaded));
            }
            ground.expectHealthy();
        } finally {
            for (Socket stream : streams) {
                stream.close();
            }
        }
        for (String study : studies) {
            ground.api().cancel(study);
        }
        String next = ground.name("after-many");
        Load.SINGLE.post(ground.api(), next, ground.seed());
        ground.api().awaitEnd(next);
        new Audit(ground.api(), ground.findings()).study(next, Load.SINGLE);
        ground.expectHealthy();
        ground.say("scheduler, when all is cancelled: " + Vitals.of(scheduler));
    }

    /// Counts what each study gets done once all are posted: none gets less than half of what they
    /// get on the average, and none more than twice as much.
    private static void share(Ground ground, List<String> studies)
            throws IOException, InterruptedException {
        List<Integer> before = done(ground, studies);
        long begun = System.nanoTime();
        List<Integer> gained;
        int sum;
        do {
            Pause.of(2000);
            List<Integer> now = done(ground, studies);
            gained = IntStream.range(0, STUDIES).mapToObj(i -> now.get(i) - before.get(i)).toList();
            sum = gained.stream().mapToInt(Integer::intValue).sum();
        } while (sum < TURNS * STUDIES || System.nanoTime() - begun < ground.length().toNanos());
        long asked = System.nanoTime();
        var _ = done(ground, studies);
        ground.say(
                "trials done of each study: %s when all were posted, %s since then; an answer took %.0f ms"
                        .formatted(before, gained, (System.nanoTime() - asked) / 1e6 / STUDIES));
        double mean = (double) sum / STUDIES;
        if (Collections.min(gained) < mean / 2 || Collections.max(gained) > 2 * mean) {
            ground.findings().add("unfair shares: %s, %.1f on the average".formatted(gained, mean));
        }
    }

    private static List<Integer> done(Ground ground, List<String> studies)
            throws IOException, InterruptedException {
        List<Integer> done = new ArrayList<>();
        for (String study : studies) {
            done.add(ground.api().study(study).path("trials").path("completed").asInt());
        }
        return done;
    }
}
