package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Dialogue;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a step takes of memory beside what the network needs, and whether a trainer grows with its
/// trials.
///
/// A network needs its weights, their gradients and Adam's two moments, and for each image of a
/// batch the input, every layer's output, and the gradient of the largest. The step's peak is that
/// of the process above what it had before the program was made.
final class Memory implements Benchmark {
    private static final double GOAL = 1.5;
    private static final double GROWTH_GOAL = 5;
    private static final int TRIALS = 200;
    private static final int WARM_UP = 50;
    private static final double MEGABYTE = 1 << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "memory of a step, and of a trainer over 200 trials";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (String network : TrainingStep.NETWORKS) {
            Dialogue trainer =
                    rig.startInTrainer(
                            InTrainer.class, Map.of(), "", List.of("1", "fashion-mnist-sample"));
            trainer.read();
            int batch = network.equals("se-cca") ? 256 : 1024;
            String asked = "{\"network\": \"%s\", \"batchSize\": %d}".formatted(network, batch);
            double[] bytes = trainer.numbers("memory " + Messages.hyperparameters(asked));
            trainer.close();
            figures.add(
                    Figure.below(
                            GOAL,
                            bytes[0] / bytes[1],
                            "x",
                            "%s, batch %d: of what it needs".formatted(network, batch)));
            figures.add(Figure.of(bytes[1] / MEGABYTE, "MiB", network + " needs"));
        }
        figures.addAll(growth(rig));
        return figures;
    }

    private static List<Figure> growth(Rig rig) throws Exception {
        List<Double> resident = new ArrayList<>();
        try (QueuedTrials trainer = new QueuedTrials(rig, "trial-events", Map.of())) {
            for (int number = 1; number <= TRIALS; number++) {
                String trial = "memory-" + number;
                trainer.run(
                        trial,
                        Messages.startTrial(
                                trial, 1, "{\"network\": \"cnn\", \"dataFraction\": 0.05}", "{}"));
                resident.add(resident(trainer.trainer().process().pid()));
            }
        }
        double early = new Spread(resident.subList(WARM_UP, WARM_UP + 25)).median();
        double late = new Spread(resident.subList(TRIALS - 25, TRIALS)).median();
        return List.of(
                Figure.below(
                        GROWTH_GOAL,
                        100 * (late / early - 1),
                        "%",
                        "grown from trials 51 to 75 to the last 25 of 200"),
                Figure.of(early, "MiB", "resident after trials 51 to 75"),
                Figure.of(late, "MiB", "resident after the last 25"));
    }

    private static double resident(long pid) throws IOException {
        String line =
                Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
                        .filter(entry -> entry.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }
}
