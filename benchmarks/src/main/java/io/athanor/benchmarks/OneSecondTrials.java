package io.athanor.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// 2,000 trials of one second on 16 stand-ins for trainers: 125 seconds, if nobody ever waited.
final class OneSecondTrials implements Benchmark {
    private static final double GOAL = 130;
    private static final int TRIALS = 2_000;
    private static final int SLOTS = 16;

    @Override
    public String name() {
        return "one-second";
    }

    @Override
    public String summary() {
        return "2,000 trials of one second on 16 trainers";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        int trials = arguments.isEmpty() ? TRIALS : Integer.parseInt(arguments.getFirst());
        rig.startBroker(4);
        Service scheduler = rig.startScheduler();
        try (var trainers =
                new FakeTrainers(rig.bootstrapServers(), SLOTS, Duration.ofSeconds(1))) {
            trainers.awaitReady(scheduler);
            // Until then the JVMs load their classes.
            Studies.run(scheduler, study("warm-up", 2 * SLOTS));
            double seconds = Studies.run(scheduler, study("measured", trials));
            double[] pauses = trainers.pauses();
            return List.of(
                    Figure.below(
                            GOAL * trials / TRIALS,
                            seconds,
                            "s",
                            "%,d one-second trials on %d slots".formatted(trials, SLOTS)),
                    Figure.of(
                            Arrays.stream(pauses).average().orElseThrow(),
                            "ms",
                            "from a trial's end to the next, mean"),
                    Figure.of(
                            pauses[(int) (0.99 * pauses.length)],
                            "ms",
                            "from a trial's end to the next, 99th percentile"));
        }
    }

    private static String study(String name, int trials) {
        return """
        {"name": "%s", "budget": {"trials": %d, "epochs": 1, "parallelism": %d},
         "space": {"learningRate": {"type": "float", "low": 0.0001, "high": 1, "log": true}}}
        """
                .formatted(name, trials, SLOTS);
    }
}
