package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Trials an hour on two cores: two slots with a thread each, against one slot with two threads.
/// Each trainer gets the same trials, one after the other's.
final class Slots implements Benchmark {
    private static final int PAIRS = 7;
    private static final int TRIALS = 4;

    @Override
    public String name() {
        return "slots";
    }

    @Override
    public String summary() {
        return "two slots of one thread against one slot of two";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Rig second = rig.another();
                QueuedTrials two = new QueuedTrials(rig, "trial-events", slots(2, 1));
                QueuedTrials one = new QueuedTrials(second, "trial-events", slots(1, 2))) {
            for (String network : List.of("cnn", "simple-cnn")) {
                List<Double> ratios = new ArrayList<>();
                List<Double> hourly = new ArrayList<>();
                for (int pair = 0; pair <= PAIRS; pair++) {
                    double first = pair % 2 == 0 ? run(one, network, pair) : 0;
                    double pairwise = run(two, network, pair);
                    double single = first > 0 ? first : run(one, network, pair);
                    if (pair > 0) {
                        ratios.add(single / pairwise);
                        hourly.add(3600 * TRIALS / pairwise);
                    }
                }
                Spread spread = new Spread(ratios);
                figures.add(
                        Figure.of(spread.median(), "x", network + ": two slots, trials an hour"));
                figures.add(Figure.of(spread.least(), "x", network + ": least"));
                figures.add(Figure.of(spread.most(), "x", network + ": most"));
                figures.add(Figure.of(new Spread(hourly).median(), "1/h", network + ": two slots"));
            }
        }
        return figures;
    }

    private static Map<String, String> slots(int slots, int threads) {
        return Map.of(
                "ATHANOR_TRAINER_SLOTS", String.valueOf(slots),
                "ATHANOR_TRAINER_THREADS", String.valueOf(threads));
    }

    private static double run(QueuedTrials trainer, String network, int pair) throws Exception {
        long begun = Long.MAX_VALUE;
        for (int i = 1; i <= TRIALS; i++) {
            String trial = "%s-%d".formatted(network, pair * TRIALS + i);
            String asked = "{\"network\": \"%s\", \"batchSize\": 64}".formatted(network);
            begun =
                    Math.min(
                            begun, trainer.send(trial, Messages.startTrial(trial, 1, asked, "{}")));
        }
        long ended = 0;
        for (int i = 0; i < TRIALS; i++) {
            QueuedTrials.Said last =
                    trainer.await(
                            said -> said.message().path("type").asText().equals("trial-completed"));
            ended = last.millis();
        }
        return (ended - begun) / 1e3;
    }
}
