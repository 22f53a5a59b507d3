package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.Stop;
import io.athanor.metrics.Curves;
import io.athanor.metrics.rules.Simulation.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The curves and the expected numbers are those of a simulation with numpy: 20 epochs of 782
/// iterations, noise of 12 % of the loss, medians over 20 runs.
class PlateauRuleTest {
    private static final int EPOCH = Simulation.EPOCH;
    private static final int ITERATIONS = Simulation.ITERATIONS;

    @ParameterizedTest
    @CsvSource({"FAST, 65, 0.2", "MID, 6, 0.7", "SLOW, 3, 0.7", "FLAT, 87, 0"})
    void stopsWhereTheSimulationStops(Shape shape, double savedPercent, double leftPercent) {
        Plateau rule = new Plateau(true, 1000.0 / EPOCH, 0.005, 0.99, 1);

        Simulation.Result result = Simulation.run(shape, JudgedCurve.only(rule), 20);

        assertThat(result.savedPercent()).isCloseTo(savedPercent, within(4.0));
        assertThat(result.leftPercent()).isCloseTo(leftPercent, within(0.8));
    }

    /// What every study gets that says nothing else.
    @Test
    void byDefaultStopsThePlateauAndTheDeadTrialAndHardlyEverTheSlowLearnerBeforeNineTenths() {
        CurveRules rules = CurveRules.DEFAULT;

        assertThat(Simulation.run(Shape.FAST, rules, 20).stops()).allMatch(at -> at < ITERATIONS);
        Simulation.Result dead = Simulation.run(Shape.FLAT, rules, 20);
        assertThat(dead.stops()).allMatch(at -> at < 0.2 * ITERATIONS);
        assertThat(dead.savedPercent()).isCloseTo(93.7, within(0.5));
        assertThat(Simulation.run(Shape.SLOW, rules, 200).stops())
                .filteredOn(at -> at < 0.9 * ITERATIONS)
                .hasSizeLessThan(10);
    }

    @Test
    void stopsPureNoiseSoonAfterWarmUpAndPatience() {
        Plateau rule = new Plateau(true, 2, 0.02, 0.99, 1);
        for (int seed = 0; seed < 50; seed++) {
            float[] noise = Curves.noisy(1_000, seed, t -> 1);

            Optional<Stop> stop = JudgedCurve.firstStop(JudgedCurve.only(rule), 100, noise);

            assertThat(stop).as("seed %d", seed).isPresent();
            // One improvement by luck may come within the first patience.
            assertThat(stop.get().iteration()).isBetween(300, 510).matches(at -> at % 10 == 0);
        }
    }

    @Test
    void leavesALossAloneThatFallsSteadily() {
        float[] losses = Curves.noisy(5_000, 3, t -> 2.3 * Math.pow(0.98, t / 100.0 * 2));
        Plateau rule = new Plateau(true, 1, 0.005, 0.99, 1);

        assertThat(JudgedCurve.firstStop(JudgedCurve.only(rule), 200, losses)).isEmpty();
    }

    @Test
    void waitsAtLeastAsLongAsTheAverageNeedsToForget() {
        float[] flat = Curves.noisy(500, 1, t -> 1);
        Plateau hasty = new Plateau(true, 0.01, 0.5, 0.99, 0);

        Stop stop = JudgedCurve.firstStop(JudgedCurve.only(hasty), 50, flat).orElseThrow();

        assertThat(stop.iteration()).isEqualTo(110);
        assertThat(stop.evidence()).containsEntry("patienceIterations", 100.0);
    }

    @Test
    void renewsThePatienceWhenTheLearningRateDrops() {
        float[] flat = new float[1_000];
        Arrays.fill(flat, 1f);
        Plateau rule = new Plateau(true, 2, 0.005, 0.99, 1);

        Stop stop =
                JudgedCurve.firstStop(JudgedCurve.only(rule), 100, i -> i <= 250 ? 0.1 : 0.05, flat)
                        .orElseThrow();

        // Best at 100, the warm-up's end; the drop is seen at 260.
        assertThat(stop.iteration()).isEqualTo(460);
    }

    @ParameterizedTest
    @CsvSource({"0.99, 0.5", "0.95, 0.5", "0.9, 0.5", "0.5, 0.5", "0.5, 2"})
    void stopsAFlatTrialWhoseLearningRateFallsEveryEpoch(double factor, double patience) {
        float[] flat = new float[5_000];
        Arrays.fill(flat, 1f);
        Plateau rule = new Plateau(true, patience, 0.005, 0.9, 1);

        Stop stop =
                JudgedCurve.firstStop(
                                JudgedCurve.only(rule),
                                100,
                                i -> 0.1 * Math.pow(factor, Math.floor((i - 1) / 100.0)),
                                flat)
                        .orElseThrow();

        // At the latest, one patience more than without a schedule.
        assertThat(stop.iteration())
                .isBetween(100 + (int) (100 * patience), 110 + (int) (200 * patience));
    }

    @Test
    void takesAScheduleThatFallsByTheIterationForOneDrop() {
        float[] flat = new float[1_000];
        Arrays.fill(flat, 1f);
        Plateau rule = new Plateau(true, 2, 0.005, 0.99, 1);

        Stop stop =
                JudgedCurve.firstStop(JudgedCurve.only(rule), 100, i -> 0.1 - 0.00005 * i, flat)
                        .orElseThrow();

        // Best at 100, the warm-up's end, with 0.095; a tenth less comes at 290.
        assertThat(stop.iteration()).isEqualTo(490);
    }

    @Test
    void renewsThePatienceAgainForTheNextDropAfterAnImprovement() {
        float[] losses = new float[2_000];
        Arrays.fill(losses, 1f);
        Arrays.fill(losses, 400, 2_000, 0.5f);
        Plateau rule = new Plateau(true, 2, 0.005, 0, 1);

        Stop stop =
                JudgedCurve.firstStop(
                                JudgedCurve.only(rule),
                                100,
                                i -> i <= 250 ? 0.1 : i <= 500 ? 0.05 : i <= 600 ? 0.025 : 0.0125,
                                losses)
                        .orElseThrow();

        // Drops at 260, 510 and 610, an improvement at 410: the last drop does not count.
        assertThat(stop.iteration()).isEqualTo(710);
    }

    @Test
    void saysWhatItSaw() {
        float[] flat = new float[400];
        Arrays.fill(flat, 2f);
        Plateau rule = new Plateau(true, 2, 0.005, 0.99, 1);

        Stop stop = JudgedCurve.firstStop(JudgedCurve.only(rule), 100, flat).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.PLATEAU);
        assertThat(stop.iteration()).isEqualTo(300);
        assertThat(stop.evidence().get("smoothedLoss")).isCloseTo(2, within(1e-9));
        assertThat(stop.evidence().get("threshold")).isCloseTo(1.99, within(1e-9));
        assertThat(stop.evidence())
                .containsEntry("iterationsWithoutImprovement", 200.0)
                .containsEntry("patienceIterations", 200.0)
                .containsEntry("minDelta", 0.005)
                .containsEntry("learningRate", JudgedCurve.RATE);
        assertThat(stop.message())
                .isEqualTo(
                        "For 200 iterations (patience 200) the smoothed loss has not fallen below 1.990, its best 2.000 less 0.500 %; at iteration 300 it is 2.000.");
    }
}
