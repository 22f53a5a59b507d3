package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.NoProgress;
import io.athanor.contracts.Stop;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class NoProgressRuleTest {
    private static final CurveRules RULES = JudgedCurve.only(new NoProgress(true, 5));

    private final CurveJudge judge = new CurveJudge(RULES, 10, 100);

    @Test
    void stopsATrialThatCrawls() {
        // Six seconds an iteration, and nothing gained.
        Stop stop = firstStop(1, 1_000, 6_000, _ -> 1).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.NO_PROGRESS);
        assertThat(stop.iteration()).isEqualTo(60);
        assertThat(stop.evidence())
                .containsEntry("minutesWithoutImprovement", 5.0)
                .containsEntry("patienceMinutes", 5.0);
        assertThat(stop.message()).startsWith("For 5.000 minutes (patience 5.000)");
    }

    @Test
    void leavesATrialAloneThatIsSlowAndGetsBetter() {
        assertThat(firstStop(1, 1_000, 20_000, i -> 2 - i / 1_000.0)).isEmpty();
    }

    @Test
    void leavesATrialAloneThatIsFlatForLessThanItsTime() {
        assertThat(firstStop(1, 1_000, 200, _ -> 1)).isEmpty();
    }

    @Test
    void doesNotCountTheTimeForWhichATrialWasInterrupted() {
        assertThat(firstStop(1, 30, 6_000, _ -> 1)).isEmpty();

        judge.resume();

        // An hour later.
        assertThat(firstStop(631, 670, 6_000, _ -> 1)).isEmpty();
        assertThat(firstStop(671, 700, 6_000, _ -> 1)).isPresent();
    }

    /// Of iterations that take `pace` milliseconds each.
    private Optional<Stop> firstStop(int from, int to, long pace, IntToDoubleFunction loss) {
        for (int i = from; i <= to; i++) {
            Optional<Stop> stop =
                    judge.accept(i, (float) loss.applyAsDouble(i), JudgedCurve.RATE, i * pace);
            if (stop.isPresent()) {
                return stop;
            }
        }
        return Optional.empty();
    }
}
