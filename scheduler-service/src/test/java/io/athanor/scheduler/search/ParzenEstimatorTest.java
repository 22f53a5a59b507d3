package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The golden values come from running Optuna 5.0.0.dev (1d8ce7bb).
class ParzenEstimatorTest {
    private static final Axis FLOAT = axis(new FloatRange(0, 10, false, null, Map.of()));
    private static final Axis LOG = axis(new FloatRange(1e-4, 1e-1, true, null, Map.of()));
    private static final Axis INT = axis(new IntRange(1, 5, false, null, Map.of()));
    private static final Axis CHOICE = axis(new Categorical(List.of("a", "b", "c"), Map.of()));

    @Test
    void isAsWideAsTheGapsBetweenItsObservations() {
        assertThat(Kernels.deviations(FLOAT, new double[] {1, 2, 4, 8}))
                .containsExactly(new double[] {10 / 6.0, 2, 4, 4, 10}, within(1e-12));
        assertThat(Kernels.deviations(LOG, logs(1e-3, 1e-2)))
                .containsExactly(
                        new double[] {2.302585093, 2.302585093, 6.907755279}, within(1e-9));
        assertThat(Kernels.deviations(INT, new double[] {2, 4}))
                .containsExactly(new double[] {2, 2, 5}, within(1e-12));
    }

    @Test
    void sharesOutTheGapsAmongEqualObservations() {
        assertThat(Kernels.deviations(FLOAT, new double[] {5, 2, 5, 9}))
                .containsExactly(new double[] {3, 3, 4, 4, 10}, within(1e-12));
    }

    @Test
    void hasOptunasDensityOnAContinuousAxis() {
        assertDensity(
                FLOAT,
                new double[] {1, 2, 4, 8},
                new double[] {0, 3, 9.5},
                -2.104519574,
                -2.0174273783,
                -2.8702844362);
    }

    @Test
    void hasOptunasDensityOnALogAxis() {
        assertDensity(LOG, logs(1e-3, 1e-2), logs(1e-3, 5e-2), -1.8144800075, -2.1342239472);
    }

    @Test
    void hasOptunasProbabilitiesOnWholeNumbers() {
        assertDensity(
                INT,
                new double[] {2, 4},
                new double[] {1, 2, 3, 4, 5},
                -1.7530987557,
                -1.5478822644,
                -1.4778328787,
                -1.5478822644,
                -1.7530987557);
    }

    /// By the definition, with Python's `erfc`: means 5, 2, 2, 2, 3; deviations 3, 5/6, 5/6, 3, 5.
    @Test
    void hasTheRightProbabilitiesWhereObservationsAreEqual() {
        assertDensity(
                INT,
                new double[] {5, 2, 2, 2},
                new double[] {1, 2, 3, 4, 5, 2},
                -1.5933388637,
                -1.1813046288,
                -1.4828164060,
                -1.9478189971,
                -2.1178178894,
                -1.1813046288);
    }

    @Test
    void hasOptunasProbabilitiesOfChoices() {
        assertDensity(
                CHOICE,
                new double[] {0, 0, 2},
                new double[] {0, 1, 2},
                -0.7419373447,
                -1.6582280766,
                -1.0986122887);
    }

    @Test
    void countsOldObservationsLess() {
        double[] ages =
                IntStream.range(0, 30).mapToDouble(i -> ParzenEstimator.age(i, 30)).toArray();

        assertThat(Arrays.copyOf(ages, 6))
                .containsExactly(new double[] {0.0333, 0.2750, 0.5167, 0.7583, 1, 1}, within(5e-5));
        assertThat(ages[29]).isEqualTo(1);
        assertThat(ParzenEstimator.age(0, 24)).isEqualTo(1);
    }

    @Test
    void drawsAsItsDensitySays() {
        for (Axis axis : List.of(INT, CHOICE)) {
            double[] observed = axis.equals(INT) ? new double[] {2, 2, 5} : new double[] {0, 0, 2};
            ParzenEstimator estimator =
                    ParzenEstimator.of(List.of(axis), new double[][] {observed});
            SplittableRandom random = new SplittableRandom(5);
            int draws = 20_000;
            int[] counts = new int[6];
            for (int i = 0; i < draws; i++) {
                counts[(int) estimator.draw(random)[0]]++;
            }
            for (double value = axis.low(); value <= axis.high(); value++) {
                assertThat(counts[(int) value] / (double) draws)
                        .isCloseTo(
                                Math.exp(estimator.logDensity(new double[] {value})),
                                within(0.015));
            }
        }
    }

    @Test
    void staysFiniteFarFromEveryObservation() {
        double[] many = new double[500];
        Arrays.fill(many, 1);
        Axis wide = axis(new IntRange(1, 65_536, false, null, Map.of()));

        assertThat(
                        ParzenEstimator.of(List.of(wide), new double[][] {many})
                                .logDensity(new double[] {65_536}))
                .isBetween(-30.0, 0.0);
    }

    private static void assertDensity(
            Axis axis, double[] observed, double[] points, double... expected) {
        ParzenEstimator estimator = ParzenEstimator.of(List.of(axis), new double[][] {observed});

        assertThat(
                        Arrays.stream(points)
                                .map(point -> estimator.logDensity(new double[] {point}))
                                .toArray())
                .containsExactly(expected, within(1e-9));
    }

    private static double[] logs(double... values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static Axis axis(ParameterSpace parameter) {
        return Axis.of("x", parameter);
    }
}
