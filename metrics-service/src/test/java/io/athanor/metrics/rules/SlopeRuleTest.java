package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.CurveRules.Slope;
import io.athanor.contracts.Stop;
import io.athanor.metrics.Curves;
import io.athanor.metrics.rules.Simulation.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlopeRuleTest {
    private static final Slope RULE = new Slope(true, 100, 20, 0.02, 2);

    @ParameterizedTest
    @CsvSource({"FAST, 57, 0.1", "MID, 0, 0", "SLOW, 0, 0", "FLAT, 87, 0"})
    void stopsWhereTheSimulationStops(Shape shape, double savedPercent, double leftPercent) {
        Simulation.Result result = Simulation.run(shape, JudgedCurve.only(RULE), 20);

        assertThat(result.savedPercent()).isCloseTo(savedPercent, within(4.0));
        assertThat(result.leftPercent()).isCloseTo(leftPercent, within(0.3));
    }

    @Test
    void stopsAsSoonAsTheWindowIsFullOfFlatLossesAndSaysWhatItSaw() {
        float[] flat = new float[3_000];
        Arrays.fill(flat, 2f);

        Stop stop = JudgedCurve.firstStop(JudgedCurve.only(RULE), 100, flat).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.SLOPE);
        assertThat(stop.iteration()).isEqualTo(2_000);
        assertThat(stop.evidence())
                .containsEntry("minDelta", 0.02)
                .containsEntry("meanLoss", 2.0)
                .containsEntry("windowIterations", 2_000.0);
        assertThat(stop.evidence().get("relativeFallUpperBound")).isCloseTo(0, within(1e-9));
        assertThat(stop.message()).startsWith("Over the 2000 iterations to 2000");
    }

    @Test
    void leavesALossAloneThatFallsByMoreThanTheLeastFall() {
        float[] losses = Curves.noisy(10_000, 3, t -> 2 - 1.5 * t / 10_000);

        assertThat(JudgedCurve.firstStop(JudgedCurve.only(RULE), 100, losses)).isEmpty();
    }

    @Test
    void startsTheWindowAnewWhenTheLearningRateDrops() {
        float[] flat = new float[4_000];
        Arrays.fill(flat, 2f);

        Stop stop =
                JudgedCurve.firstStop(
                                JudgedCurve.only(RULE), 100, i -> i <= 1_505 ? 0.1 : 0.05, flat)
                        .orElseThrow();

        // The drop is seen at 1,510.
        assertThat(stop.iteration()).isEqualTo(3_510);
    }

    @Test
    void stopsAFlatTrialWhoseLearningRateFallsEveryEpoch() {
        float[] flat = new float[6_000];
        Arrays.fill(flat, 2f);

        Stop stop =
                JudgedCurve.firstStop(
                                JudgedCurve.only(RULE),
                                100,
                                i -> 0.1 * Math.pow(0.9, Math.floor((i - 1) / 100.0)),
                                flat)
                        .orElseThrow();

        // The first drop counts, at 110, and then none until the window was full.
        assertThat(stop.iteration()).isEqualTo(2_110);
    }

    @Test
    void waitsForTheWarmUp() {
        float[] flat = new float[4_000];
        Arrays.fill(flat, 2f);

        Stop stop = JudgedCurve.firstStop(JudgedCurve.only(RULE), 1_250, flat).orElseThrow();

        assertThat(stop.iteration()).isEqualTo(2_500);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 6.314",
        "2, 2.920",
        "4, 2.132",
        "5, 2.015",
        "8, 1.860",
        "18, 1.734",
        "98, 1.661"
    })
    void takesTheQuantilesOfStudentsDistribution(int freedom, double quantile) {
        assertThat(StudentT.upper95(freedom)).isCloseTo(quantile, within(0.002));
    }
}
