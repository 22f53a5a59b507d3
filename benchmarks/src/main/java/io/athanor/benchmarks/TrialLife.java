package io.athanor.benchmarks;

import java.time.Duration;
import java.util.List;

/// Trials a second through the real scheduler and a durable broker: proposed by TPE, claimed, 20
/// epochs that ASHA judges, closed; with stand-ins for trainers.
final class TrialLife implements Benchmark {
    private static final double GOAL = 500;
    private static final int TRIALS = 10_000;
    private static final int WARM_UPS = 4;
    private static final int SLOTS = 64;

    @Override
    public String name() {
        return "trial-life";
    }

    @Override
    public String summary() {
        return "whole trials a second, with 20 epochs and pruning, durable";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        int trials = arguments.isEmpty() ? TRIALS : Integer.parseInt(arguments.getFirst());
        ProcessHandle broker = rig.startBroker(4).toHandle();
        Service scheduler = rig.startScheduler();
        ProcessHandle standIns = ProcessHandle.current();
        try (var trainers = new FakeTrainers(rig.bootstrapServers(), SLOTS, Duration.ZERO)) {
            trainers.awaitReady(scheduler);
            // Until then the JVMs compile: the broker's alone for 20 s of a core.
            for (int i = 1; i <= WARM_UPS; i++) {
                Studies.run(scheduler, study("warm-up-" + i, TRIALS));
            }
            Duration before = scheduler.cpu();
            Duration brokerBefore = cpu(broker);
            Duration standInsBefore = cpu(standIns);
            double seconds = Studies.run(scheduler, study("measured", trials));
            return List.of(
                    Figure.atLeast(GOAL, trials / seconds, "1/s", "whole trials a second"),
                    each(trials, scheduler.cpu().minus(before), "the scheduler"),
                    each(trials, cpu(broker).minus(brokerBefore), "the broker"),
                    each(
                            trials,
                            cpu(standIns).minus(standInsBefore),
                            "the stand-ins for trainers"));
        }
    }

    private static Figure each(int trials, Duration spent, String by) {
        return Figure.of(spent.toMillis() / (double) trials, "ms", "of a core a trial: " + by);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static String study(String name, int trials) {
        return """
        {"name": "%s", "sampler": {"type": "tpe"}, "pruner": {"type": "asha"},
         "budget": {"trials": %d, "epochs": 20, "parallelism": %d},
         "space": {"learningRate": {"type": "float", "low": 0.0001, "high": 1, "log": true}}}
        """
                .formatted(name, trials, SLOTS);
    }
}
