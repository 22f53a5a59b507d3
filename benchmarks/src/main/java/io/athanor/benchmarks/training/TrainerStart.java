package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import io.athanor.benchmarks.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How long a trainer takes from the start of its process until it has taken a trial that waits in
/// the queue. Warm: the engine's libraries are unpacked, the files are in the system's cache.
final class TrainerStart implements Benchmark {
    private static final double GOAL = 4;
    private static final int STARTS = 8;

    @Override
    public String name() {
        return "trainer-start";
    }

    @Override
    public String summary() {
        return "from a trainer's start to the first trial that it takes";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<Double> cores = new ArrayList<>();
        try (QueuedTrials trials = new QueuedTrials(rig, "trial-events", Map.of())) {
            trials.trainer().stop();
            for (int number = 0; number <= STARTS; number++) {
                String trial = "start-" + (number + 1);
                trials.send(
                        trial,
                        Messages.startTrial(
                                trial,
                                1,
                                "{\"network\": \"simple-cnn\", \"dataFraction\": 0.02}",
                                "{}"));
                long begun = System.currentTimeMillis();
                Service trainer = rig.startTrainer(Map.of());
                double taken = trials.await("trial-started", trial).millis() - begun;
                double core = trainer.cpu().toMillis() / 1e3;
                trials.await("trial-completed", trial);
                trainer.stop();
                if (number > 0) {
                    seconds.add(taken / 1e3);
                    cores.add(core);
                }
            }
        }
        Spread spread = new Spread(seconds);
        return List.of(
                Figure.below(GOAL, spread.median(), "s", "median of %d starts".formatted(STARTS)),
                Figure.of(spread.least(), "s", "shortest"),
                Figure.of(spread.most(), "s", "longest"),
                Figure.of(new Spread(cores).median(), "s", "of a core until it was ready"));
    }
}
