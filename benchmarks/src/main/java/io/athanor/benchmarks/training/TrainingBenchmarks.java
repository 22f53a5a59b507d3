package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import java.util.List;

/// The benchmarks of trainers.
public final class TrainingBenchmarks {
    private TrainingBenchmarks() {}

    public static List<Benchmark> all() {
        return List.of(
                new TrainingStep(),
                new WholeTrial(),
                new StreamingCost(),
                new CheckpointCost(),
                new BetweenTrials(),
                new Slots(),
                new Memory(),
                new TrainerStart(),
                new StopToFree());
    }
}
