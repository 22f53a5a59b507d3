package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How long a warm trainer takes from the end of a trial, when all of it is said and saved, until
/// the first iteration of the next one is done: claiming it over the broker, writing its program,
/// drawing its weights, measuring them, and that iteration. The next trials wait in the queue.
final class BetweenTrials implements Benchmark {
    private static final double GOAL = 50;
    private static final int TRIALS = 60;
    private static final int WARM_UP = 20;

    @Override
    public String name() {
        return "between-trials";
    }

    @Override
    public String summary() {
        return "from the end of a trial to the first iteration of the next";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (QueuedTrials trainer =
                new QueuedTrials(
                        rig, "trial-curves", Map.of("ATHANOR_TRAINER_REPORT_INTERVAL", "PT0S"))) {
            for (String network : List.of("simple-cnn", "cnn")) {
                for (int trial = 1; trial <= TRIALS; trial++) {
                    trainer.send(name(network, trial), message(name(network, trial), network));
                }
                List<Double> millis = new ArrayList<>();
                for (int trial = 1; trial < TRIALS; trial++) {
                    long ended = trainer.await("curve-ended", name(network, trial)).millis();
                    long next =
                            trainer.await("iterations-completed", name(network, trial + 1))
                                    .millis();
                    if (trial > WARM_UP) {
                        millis.add((double) (next - ended));
                    }
                }
                trainer.await("curve-ended", name(network, TRIALS));
                Spread spread = new Spread(millis);
                figures.add(Figure.below(GOAL, spread.median(), "ms", network + ", median"));
                figures.add(Figure.of(spread.percentile(95), "ms", network + ", 95th percentile"));
                figures.add(Figure.of(spread.most(), "ms", network + ", longest"));
            }
        }
        return figures;
    }

    private static String name(String network, int trial) {
        return "%s-%d".formatted(network, trial);
    }

    private static String message(String trial, String network) {
        String asked =
                "{\"network\": \"%s\", \"batchSize\": 64, \"dataFraction\": 0.02, \"classes\": 2}"
                        .formatted(network);
        return Messages.startTrial(trial, 1, asked, "{}");
    }
}
