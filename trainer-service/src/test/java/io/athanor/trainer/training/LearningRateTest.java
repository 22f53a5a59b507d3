package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Network;
import io.athanor.contracts.Optimizer;
import io.athanor.contracts.Schedule;
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
        LearningRate rate =
                LearningRate.of(hyperparameters(1e-8, new Schedule.ReduceOnPlateau(0, 0.5, 0)));

        rate.epochEnded(1);
        rate.epochEnded(1);

        assertThat(rate.current()).isEqualTo(1e-8);
    }

    @Test
    void staysWhereItIsConstant() {
        LearningRate rate = LearningRate.of(hyperparameters(0.1, new Schedule.Constant()));

        DoubleStream.of(1, 1, 1).forEach(rate::epochEnded);

        assertThat(rate.current()).isEqualTo(0.1);
    }

    private static double[] rates(int patience, double factor, double minimum, double... losses) {
        LearningRate rate =
                LearningRate.of(
                        hyperparameters(
                                0.1, new Schedule.ReduceOnPlateau(patience, factor, minimum)));
        return Arrays.stream(losses)
                .map(loss -> {
                    rate.epochEnded(loss);
                    return rate.current();
                })
                .toArray();
    }

    private static Hyperparameters hyperparameters(double rate, Schedule schedule) {
        return new Hyperparameters(
                Network.SIMPLE_CNN, Optimizer.SGD, rate, 0.9, 0, 64, 0, schedule);
    }
}
