package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Threshold;
import io.athanor.contracts.Stop;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {

    @Test
    void stopsWhenTheGoalIsReached() {
        CurveRules rules = JudgedCurve.only(new Threshold(true, 0.5, null, 1));
        float[] losses = new float[1_000];
        Arrays.fill(losses, 1f);
        Arrays.fill(losses, 400, 1_000, 0f);

        Stop stop = JudgedCurve.firstStop(rules, 100, losses).orElseThrow();

        // The average halves in 69 iterations, a little more where it is still young.
        assertThat(stop.rule()).isEqualTo(Stop.Rule.THRESHOLD);
        assertThat(stop.iteration()).isEqualTo(470);
        assertThat(stop.evidence()).containsEntry("threshold", 0.5);
        assertThat(stop.evidence().get("smoothedLoss")).isLessThan(0.5);
        assertThat(stop.message()).endsWith("below 0.5000, the goal.");
    }

    @Test
    void stopsWhatIsHopelessAfterTheWarmUp() {
        CurveRules rules = JudgedCurve.only(new Threshold(true, null, 1.5, 3));
        float[] losses = new float[1_000];
        Arrays.fill(losses, 2f);

        Stop stop = JudgedCurve.firstStop(rules, 100, losses).orElseThrow();

        assertThat(stop.iteration()).isEqualTo(300);
        assertThat(stop.message())
                .isEqualTo("At iteration 300 the smoothed loss is 2.000: above 1.500, the bound.");
    }

    @Test
    void leavesATrialAloneBetweenTheBounds() {
        CurveRules rules = JudgedCurve.only(new Threshold(true, 0.5, 1.5, 1));
        float[] losses = new float[1_000];
        Arrays.fill(losses, 1f);

        assertThat(JudgedCurve.firstStop(rules, 100, losses)).isEmpty();
    }
}
