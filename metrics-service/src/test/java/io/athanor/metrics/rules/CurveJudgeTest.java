package io.athanor.metrics.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.CurveRules.Divergence;
import io.athanor.contracts.CurveRules.NotLearning;
import io.athanor.contracts.Stop;
import io.athanor.metrics.Curves;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveJudgeTest {

    @Test
    void smoothsWithoutTheBiasOfItsStart() {
        Smoothing smoothing = new Smoothing(0.9);

        smoothing.add(1);
        assertThat(smoothing.value()).isCloseTo(1, within(1e-12));
        smoothing.add(2);

        // (0.9 * 0.1 * 1 + 0.1 * 2) / (1 - 0.81)
        assertThat(smoothing.value()).isCloseTo(0.29 / 0.19, within(1e-12));
        assertThat(smoothing.memory()).isEqualTo(10);
    }

    @Test
    void smoothsAHundredThousandValuesAsWellAsAThousand() {
        Smoothing smoothing = new Smoothing(0.99);

        for (int i = 0; i < 100_000; i++) {
            smoothing.add(0.25);
        }

        assertThat(smoothing.value()).isCloseTo(0.25, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void stopsALossThatIsNotFiniteAtOnceWhateverIsEnabled(float loss) {
        CurveRules off = JudgedCurve.only(new Divergence(false, 3));

        Stop stop = JudgedCurve.firstStop(off, 100, 2.3f, 2.5f, loss).orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.NON_FINITE);
        assertThat(stop.iteration()).isEqualTo(3);
        assertThat(stop.evidence().values()).allMatch(Double::isFinite);
        assertThat(stop.message()).contains(Float.toString(loss));
    }

    @Test
    void stopsALossThatIsNaNFromTheStart() {
        Stop stop = JudgedCurve.firstStop(CurveRules.DEFAULT, 100, Float.NaN).orElseThrow();

        assertThat(stop.iteration()).isEqualTo(1);
        assertThat(stop.evidence()).containsOnlyKeys("learningRate");
    }

    @Test
    void stopsALossThatRisesToThreeTimesItsLowest() {
        float[] losses = Curves.noisy(2_000, 5, t -> t < 500 ? 0.8 : 0.8 + (t - 500) / 100.0);

        Stop stop =
                JudgedCurve.firstStop(JudgedCurve.only(new Divergence(true, 3)), 100, losses)
                        .orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.DIVERGENCE);
        assertThat(stop.evidence().get("threshold"))
                .isCloseTo(3 * stop.evidence().get("lowestSmoothedLoss"), within(1e-12));
        assertThat(stop.evidence().get("smoothedLoss"))
                .isGreaterThanOrEqualTo(stop.evidence().get("threshold"));
        assertThat(stop.iteration()).isBetween(700, 900);
    }

    @Test
    void doesNotTakeOneHardBatchOfAnAlmostPerfectTrialForDivergence() {
        float[] losses = new float[1_000];
        Arrays.fill(losses, 1e-4f);
        losses[600] = 8f;

        assertThat(JudgedCurve.firstStop(JudgedCurve.only(new Divergence(true, 3)), 100, losses))
                .isEmpty();
    }

    @Test
    void forgivesASpikeInTheFirstIterations() {
        float[] losses = new float[1_000];
        Arrays.fill(losses, 1f);
        Arrays.fill(losses, 20, 30, 10f);

        assertThat(JudgedCurve.firstStop(JudgedCurve.only(new Divergence(true, 3)), 100, losses))
                .isEmpty();
    }

    @Test
    void stopsATrialThatOnlyGuessesAfterTheWarmUp() {
        float[] losses = new float[1_000];
        Arrays.fill(losses, (float) Math.log(10));

        Stop stop =
                JudgedCurve.firstStop(JudgedCurve.only(new NotLearning(true, 0.01, 2)), 150, losses)
                        .orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.NOT_LEARNING);
        assertThat(stop.iteration()).isEqualTo(500);
        assertThat(stop.evidence().get("threshold")).isCloseTo(0.99 * Math.log(10), within(1e-12));
    }

    @Test
    void leavesATrialAloneThatLearnsThoughItsFirstLossesWereHuge() {
        float[] losses = Curves.noisy(2_000, 4, t -> 0.8 + 400 * Math.exp(-t / 10.0));

        assertThat(
                        JudgedCurve.firstStop(
                                JudgedCurve.only(new NotLearning(true, 0.01, 1)), 100, losses))
                .isEmpty();
    }

    @Test
    void stopsADeadTrialSoonThoughItsFirstLossesWereHuge() {
        float[] losses = Curves.noisy(3_000, 4, t -> 2.31 + 1e8 * Math.exp(-t / 20.0));

        Stop stop =
                JudgedCurve.firstStop(JudgedCurve.only(new NotLearning(true, 0.01, 1)), 100, losses)
                        .orElseThrow();

        assertThat(stop.rule()).isEqualTo(Stop.Rule.NOT_LEARNING);
        assertThat(stop.iteration()).isLessThan(1_500);
        assertThat(stop.evidence().get("smoothedLoss")).isGreaterThan(10);
        assertThat(stop.evidence().get("cutSmoothedLoss")).isBetween(2.28, 2.5);
    }

    /// Above the cut all the time, where a rule that saw nothing else would see nothing fall.
    @Test
    void leavesATrialAloneThatComesDownFromFarAboveTheCut() {
        float[] losses = Curves.noisy(3_000, 4, t -> 9 + 1e4 * Math.exp(-t / 400.0));

        assertThat(
                        JudgedCurve.firstStop(
                                JudgedCurve.only(new NotLearning(true, 0.01, 1)), 100, losses))
                .isEmpty();
    }

    /// What every learner and every start gave: a fall to well below guessing.
    @Test
    void leavesEveryTrialAloneThatLearnsWhereverItsLossBegan() {
        for (double start : new double[] {3, 10, 100, 1e3, 1e4, 1e6}) {
            for (double decay : new double[] {5, 50, 200, 500}) {
                for (double end : new double[] {0.1, 1, 2}) {
                    float[] losses =
                            Curves.noisy(4_000, 4, t -> end + start * Math.exp(-t / decay));

                    assertThat(
                                    JudgedCurve.firstStop(
                                            JudgedCurve.only(new NotLearning(true, 0.01, 1)),
                                            100,
                                            losses))
                            .as("from %s by exp(-t/%s) to %s", start, decay, end)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void leavesATrialAloneThatIsALittleBetterThanGuessing() {
        float[] losses = new float[1_000];
        Arrays.fill(losses, (float) (0.98 * Math.log(10)));

        assertThat(
                        JudgedCurve.firstStop(
                                JudgedCurve.only(new NotLearning(true, 0.01, 1)), 100, losses))
                .isEmpty();
    }

    @Test
    void callsATrialThatNeverLearntByThatNameThoughItIsFlatAsWell() {
        float[] losses = Curves.noisy(2_000, 9, t -> 2.4);
        for (int epoch : new int[] {100, 157, 313}) {
            Optional<Stop> stop = JudgedCurve.firstStop(CurveRules.DEFAULT, epoch, losses);

            assertThat(stop.orElseThrow().rule()).isEqualTo(Stop.Rule.NOT_LEARNING);
        }
    }

    @Test
    void testsAtEveryTenthIterationOfTheTrialWhereverItsCurveBegins() {
        CurveJudge judge = new CurveJudge(JudgedCurve.only(NotLearning.DEFAULT), 10, 1);

        int stopped =
                IntStream.iterate(204, i -> i + 1)
                        .filter(i -> judge.accept(i, 2.4f, JudgedCurve.RATE, 0).isPresent())
                        .findFirst()
                        .orElseThrow();

        // 100 iterations, the least warm-up, are seen at 303; the patience, 200, begins at 310.
        assertThat(stopped).isEqualTo(510);
    }

    @Test
    void goesOnFromASnapshotAsIfNothingHadHappened() throws IOException {
        float[] losses = Curves.plateau(2_000, 4);
        Stop undisturbed = JudgedCurve.firstStop(CurveRules.DEFAULT, 100, losses).orElseThrow();

        CurveJudge judge = new CurveJudge(CurveRules.DEFAULT, 10, 100);
        Optional<Stop> stop = Optional.empty();
        for (int i = 0; stop.isEmpty(); i++) {
            stop = judge.accept(i + 1, losses[i], JudgedCurve.RATE, 0);
            judge = restored(judge);
        }

        assertThat(stop).contains(undisturbed);
    }

    private static CurveJudge restored(CurveJudge judge) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        judge.save(new DataOutputStream(bytes));
        CurveJudge restored = new CurveJudge(CurveRules.DEFAULT, 10, 100);
        restored.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return restored;
    }
}
