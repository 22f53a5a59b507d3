package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.Study;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaderboardTest {

    @Test
    void ranksTheBestFirstAndUnmeasuredTrialsLast() {
        Study study = Example.study("completed", Map.of("completed", 1, "stopped", 2), null, 5);

        List<Line> lines =
                Leaderboard.of(
                        study,
                        List.of(Example.stopped(1, 0), Example.stopped(2, 1), Example.completed(3)),
                        Integer.MAX_VALUE);

        assertThat(lines.stream().map(Line::text))
                .containsExactly(
                        " rank  trial  test accuracy      loss  epochs  state       hyperparameters",
                        "    1      3         84.0 %    0.2500       4  completed   learningRate 0.001",
                        "    2      2         81.0 %    1.0000       1  stopped     learningRate 0.001",
                        "    -      1              -         -       0  stopped     learningRate 0.001");
    }

    @Test
    void ranksTheLowestFirstWhereTheObjectiveIsALoss() {
        Study.Spec spec =
                new Study.Spec(
                        "mnist",
                        new Study.Objective("test_loss", "minimize"),
                        new Study.Budget(2, 4, 1));
        Study study =
                new Study(
                        "nets",
                        "completed",
                        spec,
                        Map.of(),
                        Map.of(),
                        null,
                        8,
                        0,
                        null,
                        Example.CREATED,
                        null);

        List<Line> lines =
                Leaderboard.of(study, List.of(Example.completed(1), Example.stopped(2, 1)), 80);

        assertThat(lines.get(1).text()).startsWith("    1      2     0.8100");
    }

    @Test
    void hasNoRanksInAnotherOrderAndSaysHowManyMoreThereAre() {
        Study study = Example.study("completed", Map.of("completed", 7), null, 0);

        List<Line> lines = Leaderboard.of(study, List.of(Example.completed(7)), 7, false, 60);

        assertThat(lines.stream().map(Line::text))
                .containsExactly(
                        " trial  test accuracy  state       hyperparameters",
                        "     7         84.0 %  completed   learningRate 0.001",
                        "       and 6 more");
    }

    @Test
    void saysWhatStoppingEarlySavedAndWhichRulesDidIt() {
        Study study =
                new Study(
                        "nets",
                        "completed",
                        Example.SPEC,
                        Map.of("completed", 1, "stopped", 3),
                        Map.of("plateau", 2, "cancelled", 1),
                        null,
                        11,
                        5,
                        null,
                        Example.CREATED,
                        null);

        assertThat(Leaderboard.savings(study))
                .isEqualTo(
                        "Stopping early saved 5 of 16 epochs (31 %): 3 of 4 trials were stopped (2 by plateau, 1 by people).");
        assertThat(Leaderboard.savings(Example.study("completed", Map.of(), null, 0)))
                .isEqualTo("No trial was stopped early: 6 epochs were trained.");
    }
}
