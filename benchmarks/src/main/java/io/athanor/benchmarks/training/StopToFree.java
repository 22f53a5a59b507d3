package io.athanor.benchmarks.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How long it takes from the sending of a request to stop until the trainer says that the trial
/// has stopped. By then the trial's memory is free: it says so after it has given it back. Within
/// that lie the broker and the rest of an iteration.
final class StopToFree implements Benchmark {
    private static final double GOAL = 100;
    private static final int STOPS = 220;
    private static final int WARM_UP = 20;
    private static final int SOONEST_MILLIS = 50;
    private static final int LATEST_MILLIS = 400;

    @Override
    public String name() {
        return "stop-to-free";
    }

    @Override
    public String summary() {
        return "from a request to stop to the trial's freed memory";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        Random random = new Random(1);
        List<Double> millis = new ArrayList<>();
        try (QueuedTrials trainer = new QueuedTrials(rig, "trial-events", Map.of())) {
            for (int number = 1; number <= STOPS; number++) {
                String trial = "stop-" + number;
                trainer.send(
                        trial,
                        Messages.startTrial(
                                trial, 100, "{\"network\": \"cnn\", \"batchSize\": 64}", "{}"));
                JsonNode prepared = trainer.await("trial-prepared", trial).message();
                Thread.sleep(random.nextInt(SOONEST_MILLIS, LATEST_MILLIS));
                long asked = trainer.send("trial-stops", trial, stop(prepared));
                double took = trainer.await("trial-stopped", trial).millis() - asked;
                if (number > WARM_UP) {
                    millis.add(took);
                }
            }
        }
        Spread spread = new Spread(millis);
        return List.of(
                Figure.of(spread.median(), "ms", "median"),
                Figure.of(spread.percentile(90), "ms", "90th percentile"),
                Figure.below(
                        GOAL,
                        spread.percentile(99),
                        "ms",
                        "99th percentile of %d stops".formatted(millis.size())),
                Figure.of(spread.most(), "ms", "longest"));
    }

    private static String stop(JsonNode prepared) {
        return """
        {"type": "stop-trial", "trial": "%s", "attempt": 1, "execution": "%s",
         "stop": {"rule": "cancelled", "iteration": 1, "evidence": {}, "message": "enough"}}
        """
                .formatted(prepared.path("trial").asText(), prepared.path("execution").asText());
    }
}
