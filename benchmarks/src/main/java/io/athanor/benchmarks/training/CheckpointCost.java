package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Rig;
import java.util.List;

/// How much longer a training takes because its state and its models are saved after each epoch,
/// against one whose folder belongs to another attempt, and which therefore saves nothing.
///
/// Argument: the pairs.
final class CheckpointCost implements Benchmark {
    private static final double GOAL = 1;
    private static final int PAIRS = 12;
    private static final int EPOCHS = 2;

    @Override
    public String name() {
        return "checkpoint-cost";
    }

    @Override
    public String summary() {
        return "how much longer a training takes because each epoch is saved";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        int pairs = arguments.isEmpty() ? PAIRS : Integer.parseInt(arguments.getFirst());
        return new Alternating("checkpoints", GOAL, pairs)
                .compare(rig, "trial saved", "trial silent", "cnn", EPOCHS);
    }
}
