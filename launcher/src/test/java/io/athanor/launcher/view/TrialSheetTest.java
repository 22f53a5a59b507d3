package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.Diagnosis;
import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialSheetTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse(Example.CREATED).plusSeconds(75));
    private static final Study STUDY =
            Example.study("running", Map.of("stopped", 1), new Study.Best("nets-2", 0.82), 2);

    @Test
    void hasEverythingAboutAStoppedTrial() {
        TrialSheet sheet =
                new TrialSheet(
                        STUDY,
                        Example.with(
                                Example.stopped(2, 2),
                                Map.of("learningRate", 0.001, "schedule", Map.of("factor", 0.5))),
                        Example.losses(2.3, 1.2, 0.5),
                        new Diagnosis(
                                "does-not-converge",
                                Map.of("smoothedLoss", 0.4567891),
                                "Try a much lower learning rate, and make it learn a small sample.",
                                true));

        assertThat(String.join("\n", texts(sheet, 60)))
                .isEqualTo(
                        """
                         trial nets-2  stopped
                           study           nets
                           test accuracy   82.0 %, the best of its study
                           epochs          2 of 4
                           trainer         trainer-1 on cpu

                         hyperparameters of its point
                           learningRate    0.001

                         its other hyperparameters
                           schedule.factor 0.5

                         smoothed loss up to iteration 101
                           2.3000 █▅▁ 0.5000

                         epoch  train loss  test accuracy   rate  seconds
                             1      1.0000         81.0 %  0.001      2.0
                             2      0.5000         82.0 %  0.001      2.0

                         stopped by plateau at iteration 300
                           the loss no longer falls: 0.4210 since iteration 200
                           since           200

                         diagnosis: does not converge
                           Try a much lower learning rate, and make it learn a small
                           sample.
                           smoothedLoss 0.4568\
                        """);
    }

    @Test
    void leavesOutWhatATrialDoesNotHaveYet() {
        TrialSheet sheet = new TrialSheet(STUDY, Example.waiting(4), Losses.NONE, null);

        assertThat(texts(sheet, 60))
                .contains("   test accuracy   -")
                .noneMatch(line -> line.contains("smoothed") || line.contains("diagnosis"));
    }

    @Test
    void namesTheAttemptsThatAreOver() {
        TrialSheet sheet = new TrialSheet(STUDY, Example.again(1, 1), Losses.NONE, null);

        assertThat(texts(sheet, 60))
                .endsWith(" attempts", "   1 was lost on trainer-2", "   2 is the last");
    }

    private static List<String> texts(TrialSheet sheet, int width) {
        return sheet.lines(true, width, CLOCK).stream().map(Line::text).toList();
    }
}
