package io.athanor.metrics.curve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.GeneralisationLoss;
import io.athanor.contracts.CurveRules.NoProgress;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.CurveRules.Patience;
import io.athanor.contracts.CurveRules.Plateau;
import io.athanor.contracts.CurveRules.Slope;
import io.athanor.contracts.CurveRules.Threshold;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Objective.Metric;
import io.athanor.contracts.Stop;
import io.athanor.contracts.Stop.Rule;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.EpochMeasured;
import io.athanor.contracts.TrialCurve.IterationsCompleted;
import io.athanor.metrics.Curves;
import io.athanor.metrics.rules.JudgedCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule by itself: whatever happens to the stream on its way, it stops the same trial at the
/// same iteration.
class EveryRuleTest {
    private static final CurveFormat FORMAT = new CurveFormat(new ObjectMapper());
    private static final int EPOCH = 100;

    /// Five records of iterations and that of the epoch.
    private static final int RECORDS = 6;

    /// Falls, lies flat, rises from 1,000 on, and is NaN at last.
    private static final float[] LOSSES = losses();

    private final Curves trial = Curves.of("study-1");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(Rule.PLATEAU, JudgedCurve.only(Plateau.DEFAULT)),
                Arguments.of(Rule.SLOPE, JudgedCurve.only(new Slope(true, 50, 5, 0.2, 2))),
                Arguments.of(
                        Rule.PATIENCE,
                        JudgedCurve.only(new Patience(true, Metric.TEST_LOSS, 0.01, 3, null, 1))),
                Arguments.of(
                        Rule.GENERALISATION_LOSS,
                        JudgedCurve.only(new GeneralisationLoss(true, 5))),
                Arguments.of(Rule.DIVERGENCE, JudgedCurve.only(new Divergence(true, 2))),
                Arguments.of(Rule.NOT_LEARNING, JudgedCurve.only(new NotLearning(true, 0.9, 5))),
                Arguments.of(Rule.THRESHOLD, JudgedCurve.only(new Threshold(true, 0.1, 1.5, 1))),
                Arguments.of(Rule.NO_PROGRESS, JudgedCurve.only(new NoProgress(true, 5))),
                Arguments.of(Rule.NON_FINITE, JudgedCurve.NONE));
    }

    /// All but the clock's, which starts anew with an attempt.
    static Stream<Arguments> rulesThatResume() {
        return rules().filter(arguments -> arguments.get()[0] != Rule.NO_PROGRESS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void stopsAtTheSameIterationInAReplay(Rule rule, CurveRules rules) {
        List<Stop> said = said(rules, records(trial));

        assertThat(said).hasSize(1);
        assertThat(said.getFirst().rule()).isEqualTo(rule);
        assertThat(said.getFirst().evidence().values()).isNotEmpty().allMatch(Double::isFinite);
        assertThat(said(rules, records(trial))).isEqualTo(said);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void stopsAtTheSameIterationWithRecordsTwiceAndOutOfOrder(Rule rule, CurveRules rules) {
        Stop undisturbed = said(rules, records(trial)).getFirst();
        for (int seed = 0; seed < 20; seed++) {
            assertThat(said(rules, disturbed(seed)))
                    .as("%s, seed %d", rule, seed)
                    .containsOnly(undisturbed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void stopsAtTheSameIterationWhenItIsSavedAndLoadedAtEveryRecord(Rule rule, CurveRules rules) {
        Stop undisturbed = said(rules, records(trial)).getFirst();
        List<Stop> said = new ArrayList<>();

        Curve curve = new Curve(trial.started(rules, 1), 0);
        for (TrialCurve record : disturbed(1)) {
            curve.apply(record, sentAt(record)).stop().ifPresent(stop -> said.add(stop.stop()));
            curve = FORMAT.read(FORMAT.write(curve));
        }

        assertThat(said).as(rule.name()).containsOnly(undisturbed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rulesThatResume")
    void goesOnFromTheCheckpointThatAnAttemptResumesFrom(Rule rule, CurveRules rules) {
        Stop undisturbed = said(rules, records(trial)).getFirst();
        Curves second = trial.again(2, "second");
        List<Stop> said = new ArrayList<>();

        Curve curve = new Curve(trial.started(rules, 1), 0);
        // Dies within the fourth epoch; the checkpoint is that of the third.
        for (TrialCurve record : records(trial).subList(0, 3 * RECORDS + 2)) {
            curve.apply(record, sentAt(record)).stop().ifPresent(stop -> said.add(stop.stop()));
        }
        curve = FORMAT.read(FORMAT.write(curve));
        curve.apply(second.started(rules, 3 * EPOCH + 1), 0);
        for (TrialCurve record : records(second).subList(3 * RECORDS, records(second).size())) {
            curve.apply(record, sentAt(record)).stop().ifPresent(stop -> said.add(stop.stop()));
        }

        assertThat(said).containsExactly(undisturbed);
    }

    private List<Stop> said(CurveRules rules, List<TrialCurve> records) {
        List<Stop> said = new ArrayList<>();
        Curve curve = new Curve(trial.started(rules, 1), 0);
        for (TrialCurve record : records) {
            curve.apply(record, sentAt(record)).stop().ifPresent(stop -> said.add(stop.stop()));
        }
        return said;
    }

    private static List<TrialCurve> records(Curves trial) {
        List<TrialCurve> records = new ArrayList<>();
        for (int epoch = 1; epoch * EPOCH <= LOSSES.length; epoch++) {
            int first = (epoch - 1) * EPOCH;
            float[] losses = Arrays.copyOfRange(LOSSES, first, first + EPOCH);
            records.addAll(trial.records(first + 1, 20, losses));
            double testLoss = 0.8 + 0.03 * Math.abs(epoch - 2);
            records.add(
                    new EpochMeasured(
                            trial.trial(),
                            trial.attempt(),
                            trial.execution(),
                            new EpochMeasurement(
                                    epoch, epoch * EPOCH, 0.7, 0.7, testLoss, 0.7, 0.1, 1)));
        }
        return records;
    }

    /// Every epoch's records in any order, one of them twice.
    private List<TrialCurve> disturbed(long seed) {
        Random random = new Random(seed);
        List<TrialCurve> records = records(trial);
        List<TrialCurve> disturbed = new ArrayList<>();
        for (int i = 0; i < records.size(); i += RECORDS) {
            List<TrialCurve> epoch = new ArrayList<>(records.subList(i, i + RECORDS));
            epoch.add(epoch.get(random.nextInt(RECORDS)));
            Collections.shuffle(epoch, random);
            disturbed.addAll(epoch);
        }
        return disturbed;
    }

    /// A second an iteration.
    private static long sentAt(TrialCurve record) {
        return switch (record) {
            case IterationsCompleted iterations -> 1_000L * iterations.firstIteration();
            case EpochMeasured epoch -> 1_000L * epoch.measurement().iterations();
            default -> 0;
        };
    }

    private static float[] losses() {
        float[] losses =
                Curves.noisy(
                        2_000,
                        11,
                        t -> 0.7 + 1.5 * Math.exp(-t / 60.0) + 0.003 * Math.max(0, t - 1_000));
        losses[1_799] = Float.NaN;
        return losses;
    }
}
