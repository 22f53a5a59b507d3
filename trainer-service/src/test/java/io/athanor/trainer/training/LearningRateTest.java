package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Schedule;
import io.athanor.contracts.Schedule.ReduceOnPlateau.Mode;
import io.athanor.contracts.Schedule.ReduceOnPlateau.ThresholdMode;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The golden values were computed by PyTorch.
class LearningRateTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-15);

    @Test
    void fallsOnceMoreEpochsThanThePatienceWereNotBetter() {
        double[] rates = rates(2, 0.1, 0, 1, .9, .9, .9, .9, .9, .9, .9);

        assertThat(rates)
                .containsExactly(new double[] {.1, .1, .1, .1, .01, .01, .01, .001}, EXACT);
    }

    @Test
    void neverFallsBelowItsMinimum() {
        double[] rates = rates(0, 0.5, 0.03, 1, 1, 1, 1, 1);

        assertThat(rates).containsExactly(new double[] {.1, .05, .03, .03, .03}, EXACT);
    }

    @Test
    void takesNoFallForBetterThatIsWithinTheThreshold() {
        double[] rates = rates(0, 0.1, 0, 1, 0.99995, 0.9998);

        assertThat(rates).containsExactly(new double[] {.1, .01, .01}, EXACT);
    }

    @Test
    void takesNanForNoImprovement() {
        double[] rates = rates(0, 0.1, 0, Double.NaN, 1, Double.NaN);

        assertThat(rates).containsExactly(new double[] {.01, .01, .001}, EXACT);
    }

    @Test
    void staysWhereAFallWouldBeBelowEps() {
        LearningRate rate = LearningRate.of(1e-8, plateau(0, 0.5, 0));

        rate.epochEnded(1);
        rate.epochEnded(1);

        assertThat(rate.current()).isEqualTo(1e-8);
    }

    @Test
    void staysWhereItIsConstant() {
        LearningRate rate = LearningRate.of(0.1, Schedule.CONSTANT);

        DoubleStream.of(1, 1, 1).forEach(rate::epochEnded);

        assertThat(rate.current()).isEqualTo(0.1);
    }

    private static double[] rates(int patience, double factor, double minimum, double... losses) {
        LearningRate rate = LearningRate.of(0.1, plateau(patience, factor, minimum));
        return Arrays.stream(losses)
                .map(loss -> {
                    rate.epochEnded(loss);
                    return rate.current();
                })
                .toArray();
    }

    private static Schedule plateau(int patience, double factor, double minimum) {
        return new Schedule.ReduceOnPlateau(
                Mode.MIN,
                patience,
                factor,
                1e-4,
                ThresholdMode.RELATIVE,
                0,
                minimum,
                Schedule.Warmup.NONE);
    }
}
