package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Trial SMALL =
            Example.with(
                    Example.stopped(1, 2),
                    Map.of("hiddenUnits", 128, "learningRate", 0.001, "batchSize", 64));
    private static final Trial LARGE =
            Example.with(
                    Example.completed(2),
                    Map.of(
                            "hiddenUnits",
                            256,
                            "batchSize",
                            64,
                            "schedule",
                            Map.of("type", "cosine")));

    @Test
    void hasOnlyTheHyperparametersThatDiffer() {
        assertThat(new Comparison(List.of(SMALL, LARGE), List.of()).differences())
                .containsOnlyKeys("hiddenUnits", "learningRate", "schedule.type")
                .containsEntry("hiddenUnits", List.of(128, 256));
    }

    @Test
    void showsTrialsSideBySide() {
        Comparison comparison =
                new Comparison(
                        List.of(
                                SMALL,
                                Example.with(
                                        LARGE,
                                        Map.of(
                                                "hiddenUnits",
                                                256,
                                                "learningRate",
                                                0.001,
                                                "batchSize",
                                                64))),
                        List.of(Example.losses(2.3, 1.2), Example.losses(2.3, 0.6, 0.25)));

        assertThat(comparison.lines(true, 80).stream().map(Line::text))
                .containsExactly(
                        "                   nets-1     nets-2",
                        " state            stopped  completed",
                        " objective         0.8200     0.8400",
                        " hiddenUnits          128        256",
                        " test accuracy 1   81.0 %     81.0 %",
                        " test accuracy 2   82.0 %     82.0 %",
                        " test accuracy 3        -     83.0 %",
                        " test accuracy 4        -     84.0 %",
                        "",
                        " smoothed loss, all on one scale",
                        " nets-1  █▆  1.2000",
                        " nets-2  █▄▁  0.2500");
    }

    @Test
    void saysThatNothingDiffers() {
        Comparison comparison =
                new Comparison(
                        List.of(Example.completed(1), Example.completed(2)),
                        List.of(Losses.NONE, Losses.NONE));

        assertThat(comparison.lines(true, 80).getLast().text())
                .isEqualTo(" all their hyperparameters are the same");
    }
}
