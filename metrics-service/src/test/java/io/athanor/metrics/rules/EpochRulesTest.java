package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.GeneralisationLoss;
import io.athanor.contracts.CurveRules.Patience;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Objective.Metric;
import io.athanor.contracts.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EpochRulesTest {
    private static final double NAN = Double.NaN;

    /// The epoch at which Keras's `EarlyStopping` stops, 0 for never.
    static Stream<Arguments> keras() {
        Metric loss = Metric.TEST_LOSS;
        Metric accuracy = Metric.TEST_ACCURACY;
        return Stream.of(
                keras("a constant loss", patience(loss, 0, 3, null, 0), 4, 1, 1, 1, 1, 1, 1),
                keras("a falling loss", patience(loss, 0, 1, null, 0), 0, 5, 4, 3, 2, 1),
                keras("a late fall", patience(loss, 0, 2, null, 0), 6, 3, 4, 2, 1, 1.5, 1, 0),
                keras("too small a fall", patience(loss, 0.5, 2, null, 0), 3, 2, 1.6, 1.5, 1),
                keras("small falls that add up", patience(loss, 0.5, 2, null, 0), 0, 2, 1.7, 1.4),
                keras("a fall of just minDelta", patience(loss, 0.5, 1, null, 0), 2, 2, 1.5),
                keras("accuracy rises", patience(accuracy, 0, 1, null, 0), 0, .5, .6, .7),
                keras("accuracy falls", patience(accuracy, 0, 2, null, 0), 4, .5, .6, .55, .6, .7),
                keras("accuracy, minDelta", patience(accuracy, .1, 2, null, 0), 3, .5, .55, .58),
                keras("baseline never beaten", patience(accuracy, 0, 3, 0.9, 0), 3, .5, .5, .5),
                keras(
                        "rises below the baseline",
                        patience(accuracy, 0, 2, 0.9, 0),
                        5,
                        .5,
                        .6,
                        .7,
                        .8,
                        .8),
                keras("baseline beaten", patience(accuracy, 0, 2, 0.55, 0), 4, .5, .6, .6, .6),
                keras("a start epoch", patience(loss, 0, 2, null, 3), 6, 1, 1, 1, 1, 1, 1, 1),
                keras("the first epoch is no reason", patience(loss, 0, 1, null, 0), 2, NAN, NAN),
                keras("NaN improves nothing", patience(loss, 0, 2, null, 0), 3, 1, NAN, NAN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keras")
    void stopsWhereKerasStops(String name, CurveRules rules, int epoch, double[] values) {
        int stopped =
                JudgedCurve.firstStopOfEpochs(rules, values)
                        .map(stop -> stop.iteration() / 100)
                        .orElse(0);

        assertThat(stopped).isEqualTo(epoch);
    }

    @Test
    void judgesTheMetricThatItIsTold() {
        for (Metric metric : Metric.values()) {
            boolean maximises = metric.name().endsWith("ACCURACY");
            double[] rising = DoubleStream.iterate(0.1, v -> v + 0.1).limit(5).toArray();

            assertThat(JudgedCurve.firstStopOfEpochs(patience(metric, 0, 2, null, 0), rising))
                    .as(metric.name())
                    .satisfies(stop -> assertThat(stop.isEmpty()).isEqualTo(maximises));
        }
    }

    @Test
    void saysWhatThePatienceSaw() {
        CurveRules rules = patience(Metric.TEST_LOSS, 0.01, 2, null, 0);

        Stop stop = JudgedCurve.firstStopOfEpochs(rules, 1, 0.5, 0.6, 0.7).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.PATIENCE);
        assertThat(stop.iteration()).isEqualTo(400);
        assertThat(stop.evidence())
                .containsEntry("value", 0.7)
                .containsEntry("best", 0.5)
                .containsEntry("epochsWithoutImprovement", 2.0)
                .containsEntry("epoch", 4.0)
                .doesNotContainKey("baseline");
        assertThat(stop.message())
                .isEqualTo(
                        "For 2 epochs (patience 2) the validation loss has not beaten 0.5000 by more than 0.0100; after epoch 4 it is 0.7000.");
    }

    @Test
    void decideByTheTestImagesOnlyWhereThereAreNoOthers() {
        CurveRules patience = patience(Metric.TEST_LOSS, 0, 1, null, 0);
        CurveRules generalisation = JudgedCurve.only(new GeneralisationLoss(true, 5));
        for (CurveRules rules : List.of(patience, generalisation)) {
            assertThat(judged(rules, null)).isPresent();
            assertThat(judged(rules, 0.1)).isEmpty();
        }
    }

    /// Two epochs: the test loss doubles, the validation loss falls to `validation`.
    private static Optional<Stop> judged(CurveRules rules, @Nullable Double validation) {
        CurveJudge judge = new CurveJudge(rules, 10, 100);
        Double before = validation == null ? null : 2 * validation;
        judge.accept(new EpochMeasurement(1, 100, 1, 1, 1, 1, before, before, 0.1, 1));
        return judge.accept(
                new EpochMeasurement(2, 200, 1, 1, 2, 1, validation, validation, 0.1, 1));
    }

    /// By hand: the lowest is 0.8; 0.83 is 3.75 % above it, 0.85 is 6.25 %.
    @Test
    void stopsWherePrecheltsGeneralisationLossPassesAlpha() {
        CurveRules rules = JudgedCurve.only(new GeneralisationLoss(true, 5));

        Stop stop = JudgedCurve.firstStopOfEpochs(rules, 1, .9, .8, .83, .85, .7).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.GENERALISATION_LOSS);
        assertThat(stop.iteration()).isEqualTo(500);
        assertThat(stop.evidence().get("generalisationLossPercent")).isCloseTo(6.25, within(1e-9));
        assertThat(stop.evidence()).containsEntry("lowestHeldOutLoss", 0.8);
    }

    @Test
    void takesAlphaItselfForNoLossOfGeneralisation() {
        CurveRules rules = JudgedCurve.only(new GeneralisationLoss(true, 25));

        assertThat(JudgedCurve.firstStopOfEpochs(rules, 1, 1.25, NAN, 1.25)).isEmpty();
        assertThat(JudgedCurve.firstStopOfEpochs(rules, 1, 1.25, 1.26)).isPresent();
    }

    private static CurveRules patience(
            Metric metric, double minDelta, int patience, Double baseline, int startEpoch) {
        return JudgedCurve.only(
                new Patience(true, metric, minDelta, patience, baseline, startEpoch));
    }

    private static Arguments keras(String name, CurveRules rules, int epoch, double... values) {
        return Arguments.of(name, rules, epoch, Arrays.copyOf(values, values.length));
    }
}
