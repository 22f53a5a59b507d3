package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Dialogue;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Trials of one process in turns, with something and without it: pairs of which each has the same
/// seed, so that both train the same numbers, and of which every second begins with the other arm.
///
/// One process, because two that do the same differ by some per cent. It has one core and one
/// thread for operations, the broker the other core. A median is called below its goal only where
/// the whole 95 % interval lies below.
final class Alternating {
    private static final int WARM_UP = 8;
    private static final String CORE = "0";

    private final String what;
    private final double goal;
    private final int pairs;

    Alternating(String what, double goal, int pairs) {
        this.what = what;
        this.goal = goal;
        this.pairs = pairs;
    }

    /// @param with the words that ask for the arm with it, likewise `without`
    List<Figure> compare(Rig rig, String with, String without, String network, int epochs)
            throws Exception {
        Process broker = rig.startBroker(1);
        new ProcessBuilder("taskset", "-acp", "1", String.valueOf(broker.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Dialogue trainer =
                rig.startInTrainer(
                        InTrainer.class,
                        Map.of(),
                        CORE,
                        List.of(
                                "1",
                                "fashion-mnist-sample",
                                rig.bootstrapServers(),
                                rig.folder("checkpoints").toString()));
        trainer.read();
        List<Double> wall = new ArrayList<>();
        List<Double> thread = new ArrayList<>();
        List<Double> process = new ArrayList<>();
        for (int pair = 0; pair < WARM_UP + pairs; pair++) {
            String trial = "pair-" + (pair + 1);
            String message =
                    Messages.startTrial(
                                    trial, epochs, "{\"network\": \"%s\"}".formatted(network), "{}")
                            .replace('\n', ' ');
            double[] first = trainer.numbers((pair % 2 == 0 ? with : without) + " " + message);
            double[] second = trainer.numbers((pair % 2 == 0 ? without : with) + " " + message);
            double[] dear = pair % 2 == 0 ? first : second;
            double[] cheap = pair % 2 == 0 ? second : first;
            if (pair >= WARM_UP) {
                wall.add(100 * (dear[0] / cheap[0] - 1));
                thread.add(100 * (dear[1] / cheap[1] - 1));
                process.add(100 * (dear[2] / cheap[2] - 1));
            }
        }
        trainer.close();
        List<Figure> figures = new ArrayList<>();
        add(figures, new Spread(wall), "longer");
        add(figures, new Spread(thread), "more of a core by the training's thread");
        add(figures, new Spread(process), "more of a core by the whole process");
        return figures;
    }

    private void add(List<Figure> figures, Spread spread, String how) {
        figures.add(Figure.of(spread.median(), "%", "%s: %s, median".formatted(what, how)));
        figures.add(Figure.of(spread.low(), "%", "  95 % interval from"));
        figures.add(
                how.equals("longer")
                        ? Figure.below(goal, spread.high(), "%", "  to")
                        : Figure.of(spread.high(), "%", "  to"));
    }
}
