package io.athanor.launcher.view;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A study of four trials with four epochs each.
final class Example {
    static final Study.Spec SPEC =
            new Study.Spec(
                    "fashion-mnist-sample",
                    new Study.Objective("test_accuracy", "maximize"),
                    new Study.Budget(4, 4, 2));
    static final Trial.Stop PLATEAU =
            new Trial.Stop(
                    "plateau",
                    300,
                    Map.of("since", 200),
                    "the loss no longer falls: 0.4210 since iteration 200");

    private static final List<Trial.EndedAttempt> LOST =
            List.of(new Trial.EndedAttempt(1, "lost", "trainer-2", null));
    static final String CREATED = "2026-11-21T20:00:00Z";

    private Example() {}

    static Study study(
            String state, Map<String, Integer> trials, Study.@Nullable Best best, int saved) {
        return new Study(
                "nets", state, SPEC, trials, Map.of(), best, 6, saved, null, CREATED, null);
    }

    static Trial waiting(int number) {
        return trial(number, "waiting", 1, 0, null, List.of());
    }

    static Trial running(int number, int epochs) {
        return trial(number, "running", 1, epochs, null, List.of());
    }

    static Trial completed(int number) {
        return trial(number, "completed", 1, 4, null, List.of());
    }

    static Trial stopped(int number, int epochs) {
        return trial(number, "stopped", 1, epochs, PLATEAU, List.of());
    }

    /// Waits for its second attempt; the epochs are still those of the first.
    static Trial lost(int number) {
        return trial(number, "waiting", 2, 2, null, LOST);
    }

    /// The second attempt of a trial.
    static Trial again(int number, int epochs) {
        return trial(number, "running", 2, epochs, null, LOST);
    }

    static Snapshot snapshot(Study study, Map<String, Losses> losses, Trial... trials) {
        return new Snapshot(study, List.of(trials), losses, Duration.ofSeconds(75));
    }

    static Losses losses(double... values) {
        return new Losses(
                IntStream.range(0, values.length)
                        .mapToObj(i -> new Losses.Point(1 + 50 * i, values[i]))
                        .toList());
    }

    static Trial with(Trial trial, Map<String, Object> hyperparameters) {
        return new Trial(
                trial.id(),
                trial.study(),
                trial.number(),
                trial.state(),
                trial.attempt(),
                trial.point(),
                hyperparameters,
                trial.trainer(),
                trial.device(),
                trial.objective(),
                trial.epochs(),
                trial.stop(),
                trial.reason(),
                trial.endedAttempts(),
                trial.startedAt(),
                trial.endedAt());
    }

    private static Trial trial(
            int number,
            String state,
            int attempt,
            int epochs,
            Trial.@Nullable Stop stop,
            List<Trial.EndedAttempt> ended) {
        List<Trial.Epoch> measured =
                IntStream.rangeClosed(1, epochs)
                        .mapToObj(n ->
                                new Trial.Epoch(
                                        n, 100 * n, 1.0 / n, 0.5, 0.6, 0.8 + 0.01 * n, 0.001, 2))
                        .toList();
        Double objective = epochs == 0 ? null : (Double) (0.8 + 0.01 * epochs);
        return new Trial(
                "nets-" + number,
                "nets",
                number,
                state,
                attempt,
                Map.of("learningRate", 0.001),
                Map.of("learningRate", 0.001),
                state.equals("waiting") ? null : "trainer-1",
                "cpu",
                objective,
                measured,
                stop,
                null,
                ended,
                null,
                null);
    }
}
