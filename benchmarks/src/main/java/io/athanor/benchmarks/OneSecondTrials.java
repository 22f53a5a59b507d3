package io.athanor.benchmarks;

import java.time.Duration;
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
        rig.startBroker(4);
        Service scheduler = rig.startScheduler();
        try (var _ = new FakeTrainers(rig.bootstrapServers(), SLOTS, Duration.ofSeconds(1))) {
            double seconds = Studies.run(scheduler, study());
            return List.of(Figure.below(GOAL, seconds, "s", "2,000 one-second trials on 16 slots"));
        }
    }

    private static String study() {
        return """
        {"name": "one-second", "budget": {"trials": %d, "epochs": 1, "parallelism": %d},
         "space": {"learningRate": {"type": "float", "low": 0.0001, "high": 1, "log": true}}}
        """
                .formatted(TRIALS, SLOTS);
    }
}
