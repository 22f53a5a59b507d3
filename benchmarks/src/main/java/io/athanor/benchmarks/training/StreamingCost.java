package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Rig;
import java.util.List;

/// How much longer a training takes because every loss is streamed: with the settings by default
/// (read and sent once a second) to a real broker, against a training whose losses nobody reads.
///
/// The network is the smallest: its iterations are the shortest, so what a loss costs weighs most.
/// Argument: the pairs.
final class StreamingCost implements Benchmark {
    private static final double GOAL = 2;
    private static final int PAIRS = 40;
    private static final int EPOCHS = 4;

    @Override
    public String name() {
        return "streaming-cost";
    }

    @Override
    public String summary() {
        return "how much longer a training takes because its losses are streamed";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        int pairs = arguments.isEmpty() ? PAIRS : Integer.parseInt(arguments.getFirst());
        return new Alternating("streaming", GOAL, pairs)
                .compare(rig, "trial reported", "trial silent", "simple-cnn", EPOCHS);
    }
}
