package io.athanor.benchmarks;

import java.time.Duration;
import java.util.List;

/// How long TPE takes for a suggestion, by the scheduler's own metric: 10 parameters, 1,000 trials
/// before.
final class Suggestions implements Benchmark {
    private static final double GOAL = 5;
    private static final int BEFORE = 1_000;
    private static final int MEASURED = 200;
    private static final int SLOTS = 8;

    @Override
    public String name() {
        return "suggestions";
    }

    @Override
    public String summary() {
        return "a suggestion of TPE with 10 parameters and 1,000 trials before";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        rig.startBroker(4);
        Service scheduler = rig.startScheduler();
        try (var trainers = new FakeTrainers(rig.bootstrapServers(), SLOTS, Duration.ZERO)) {
            trainers.awaitReady(scheduler);
            Studies.run(scheduler, study("before", BEFORE, ""));
            double seconds = scheduler.metric("athanor_suggest_seconds_sum");
            double count = scheduler.metric("athanor_suggest_seconds_count");
            Studies.run(scheduler, study("measured", MEASURED, "\"warmStart\": \"before\","));
            double millis =
                    1_000
                            * (scheduler.metric("athanor_suggest_seconds_sum") - seconds)
                            / (scheduler.metric("athanor_suggest_seconds_count") - count);
            return List.of(
                    Figure.below(GOAL, millis, "ms", "mean of %d suggestions".formatted(MEASURED)));
        }
    }

    private static String study(String name, int trials, String more) {
        return """
        {"name": "%s", %s "sampler": {"type": "tpe"}, "budget": {"trials": %d, "epochs": 1, "parallelism": %d},
         "space": {
           "learningRate": {"type": "float", "low": 0.0001, "high": 1, "log": true},
           "weightDecay": {"type": "float", "low": 1.0e-6, "high": 0.01, "log": true},
           "momentum": {"type": "float", "low": 0, "high": 0.99},
           "dropout": {"type": "float", "low": 0, "high": 0.9},
           "batchSize": {"type": "int", "low": 16, "high": 512, "step": 16},
           "schedule.factor": {"type": "float", "low": 0.1, "high": 0.9},
           "schedule.minLearningRate": {"type": "float", "low": 0, "high": 0.0001},
           "schedule.patience": {"type": "int", "low": 1, "high": 10},
           "optimizer": {"type": "categorical", "choices": ["adam", "adamw", "sgd"]},
           "activation": {"type": "categorical", "choices": ["relu", "tanh", "gelu"]}}}
        """
                .formatted(name, more, trials, SLOTS);
    }
}
