package io.athanor.metrics.curve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.EpochMeasured;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.metrics.Curves;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {
    private static final CurveFormat FORMAT = new CurveFormat(new ObjectMapper());
    private static final float[] LOSSES = Curves.plateau(2_000, 11);

    private final Curves trial = Curves.of("study-1");
    private final List<StopTrial> said = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 64, 2_000})
    void judgesTheSameHoweverTheStreamIsCut(int size) {
        Curve undisturbed = curve(trial.records(1, 100, LOSSES));
        StopTrial expected = said.getFirst();
        said.clear();

        Curve cut = curve(trial.records(1, size, LOSSES));

        assertThat(said).containsExactly(expected);
        assertThat(cut.points()).isEqualTo(undisturbed.points());
        assertThat(cut.smoothed()).isEqualTo(undisturbed.smoothed());
    }

    @Test
    void isTheSameWithRecordsTwiceAndOutOfOrder() {
        Curve undisturbed = curve(trial.records(1, 20, LOSSES));
        StopTrial expected = said.getFirst();
        for (int seed = 0; seed < 20; seed++) {
            said.clear();

            Curve disturbed = curve(disturb(trial.records(1, 20, LOSSES), seed));

            assertThat(said).as("seed %d", seed).containsOnly(expected);
            assertThat(disturbed.points()).isEqualTo(undisturbed.points());
            assertThat(disturbed.smoothed()).isEqualTo(undisturbed.smoothed());
            assertThat(disturbed.missing()).isZero();
        }
    }

    @Test
    void forgetsBytesThatAreCutOffOrOfAnotherVersionOrNone() {
        byte[] bytes = FORMAT.write(curve(trial.records(1, 20, LOSSES)));
        assertThat(FORMAT.read(bytes)).isNotNull();
        for (int length = 0; length < bytes.length; length += 7) {
            assertThat(FORMAT.read(Arrays.copyOf(bytes, length))).as("%d bytes", length).isNull();
        }
        byte[] other = bytes.clone();
        other[0]++;
        assertThat(FORMAT.read(other)).isNull();
        byte[] noise = new byte[1_000];
        for (int seed = 0; seed < 200; seed++) {
            new Random(seed).nextBytes(noise);
            noise[0] = bytes[0];
            assertThat(FORMAT.read(noise)).as("seed %d", seed).isNull();
        }
    }

    @Test
    void keepsWhatTheValidationImagesGave() {
        Curve curve = curve(trial.records(1, 20, LOSSES));
        EpochMeasurement measured =
                new EpochMeasurement(1, 100, 0.5, 0.8, 0.6, 0.7, 0.55, 0.75, 0.1, 1.5);
        curve.apply(
                new EpochMeasured(trial.trial(), trial.attempt(), trial.execution(), measured), 0);

        assertThat(FORMAT.read(FORMAT.write(curve)).epochs()).containsExactly(measured);
    }

    @Test
    void isTheSameWhenItIsSavedAndLoadedAtEveryRecord() {
        Curve undisturbed = curve(trial.records(1, 20, LOSSES));
        StopTrial expected = said.getFirst();
        said.clear();

        Curve curve = new Curve(trial.started(), 0);
        for (TrialCurve record : disturb(trial.records(1, 20, LOSSES), 3)) {
            curve.apply(record, 0).stop().ifPresent(said::add);
            curve = FORMAT.read(FORMAT.write(curve));
        }

        assertThat(said).containsOnly(expected);
        assertThat(FORMAT.write(curve)).isEqualTo(FORMAT.write(undisturbed));
    }

    @Test
    void remembersAllOfItselfInItsBytes() {
        Curves second = trial.again(1, "second");
        Curve curve = curve(trial.records(1, 20, LOSSES));
        curve.apply(second.started(), 30);
        curve.memories.put(100, new byte[] {1, 2, 3});
        curve.apply(second.epoch(1, 0.5), 40);
        curve.apply(second.iterations(1, 1, Float.NaN), 50);
        curve.apply(second.iterations(5, 1), 55);
        curve.apply(second.ended(5, Outcome.INFEASIBLE), 60);
        curve.apply(second.iterations(8, 1), 70);

        Curve loaded = FORMAT.read(FORMAT.write(curve));

        assertThat(FORMAT.write(loaded)).isEqualTo(FORMAT.write(curve));
        assertThat(loaded.started()).isEqualTo(curve.started());
        assertThat(loaded.replaced).isEqualTo(curve.replaced).isNotEmpty();
        assertThat(loaded.memories.get(100)).containsExactly(1, 2, 3);
        assertThat(loaded.judgedEpoch).isEqualTo(curve.judgedEpoch);
        assertThat(loaded.ahead).isEqualTo(curve.ahead).isNotEmpty();
        assertThat(loaded.epochs()).isEqualTo(curve.epochs()).isNotEmpty();
        assertThat(loaded.points()).isEqualTo(curve.points()).isNotEmpty();
        assertThat(loaded.smoothed()).isEqualTo(curve.smoothed()).isNotEmpty();
        assertThat(loaded.stop()).isEqualTo(curve.stop()).isPresent();
        assertThat(loaded.outcome()).isEqualTo(curve.outcome()).isPresent();
        assertThat(loaded.learningRate()).isEqualTo(curve.learningRate());
        assertThat(loaded.stopDueAt()).isEqualTo(curve.stopDueAt()).isEqualTo(50);
        assertThat(loaded.heardAt()).isEqualTo(curve.heardAt()).isEqualTo(70);
        assertThat(loaded.missing()).isEqualTo(curve.missing()).isEqualTo(2);
    }

    @Test
    void saysAStopOnceAndAgainOnlyWhenItsRecordComesAgain() {
        List<TrialCurve> records = trial.records(1, 100, LOSSES);
        Curve curve = curve(records);
        assertThat(said).hasSize(1);
        int at = said.getFirst().stop().iteration();

        Folded again = curve.apply(records.get((at - 1) / 100), 0);
        Folded other = curve.apply(records.get((at - 1) / 100 + 1), 0);

        assertThat(again.changed()).isFalse();
        assertThat(again.stop()).contains(said.getFirst());
        assertThat(other.stop()).isEmpty();
    }

    @Test
    void keepsTheFirstLossOfAnIterationAndTheFirstMeasurementOfAnEpoch() {
        Curve curve = curve(List.of(trial.iterations(1, 1f, 2f)));

        Folded folded = curve.apply(trial.iterations(2, 9f, 3f), 0);
        curve.apply(trial.epoch(1, 0.5), 0);
        Folded epoch = curve.apply(trial.epoch(1, 0.9), 0);

        assertThat(folded.iterations()).isEqualTo(1);
        assertThat(folded.samples()).isEqualTo(Curves.BATCH);
        assertThat(curve.points()).extracting(LossPoint::loss).containsExactly(1f, 2f, 3f);
        assertThat(epoch).isEqualTo(Folded.NOTHING);
        assertThat(curve.epochs()).containsExactly(trial.epoch(1, 0.5).measurement());
    }

    @Test
    void givesUpIterationsThatNeverComeAndCountsThem() {
        Curve curve = new Curve(trial.started(), 0);
        curve.apply(trial.iterations(1, 1f, 1f), 0);

        curve.apply(trial.iterations(6, new float[Curve.MOST_AHEAD]), 0);
        assertThat(curve.missing()).isZero();
        curve.apply(trial.iterations(6 + Curve.MOST_AHEAD, 0.5f), 0);

        assertThat(curve.missing()).isEqualTo(3);
        assertThat(curve.loss()).isEqualTo(0.5f);
    }

    @Test
    void takesWhatStillWaitsWhenTheCurveEnds() {
        Curve curve = curve(List.of(trial.iterations(1, 1f), trial.iterations(4, 4f)));

        curve.apply(trial.ended(4, Outcome.COMPLETED), 0);

        assertThat(curve.points()).extracting(LossPoint::iteration).containsExactly(1, 4);
        assertThat(curve.missing()).isEqualTo(2);
    }

    @Test
    void startsOverWithANewerAttemptOrExecutionAndIgnoresTheOthers() {
        Curves second = trial.again(1, "second");
        Curves third = trial.again(2, "third");
        Curve curve = curve(List.of(trial.iterations(1, 1f, 1f), trial.epoch(1, 0.5)));

        curve.apply(second.started(), 0);
        assertThat(curve.points()).isEmpty();
        assertThat(curve.epochs()).isEmpty();
        curve.apply(second.iterations(1, 2f), 0);
        assertThat(curve.apply(trial.iterations(2, 7f), 0)).isEqualTo(Folded.NOTHING);
        assertThat(curve.apply(trial.started(), 0)).isEqualTo(Folded.NOTHING);
        assertThat(curve.apply(second.started(), 0)).isEqualTo(Folded.NOTHING);
        assertThat(curve.points()).containsExactly(new LossPoint(1, 2f));

        curve.apply(third.started(), 0);
        assertThat(curve.apply(second.started(), 0)).isEqualTo(Folded.NOTHING);
        curve.apply(third.iterations(1, 3f), 0);

        assertThat(curve.points()).containsExactly(new LossPoint(1, 3f));
        assertThat(curve.started()).isEqualTo(third.started());
    }

    @Test
    void judgesEachAttemptAnew() {
        Curve curve = curve(trial.records(1, 100, LOSSES));
        Curves second = trial.again(2, "second");

        curve.apply(second.started(), 0);
        assertThat(curve.stop()).isEmpty();
        second.records(1, 100, LOSSES).forEach(r -> curve.apply(r, 0).stop().ifPresent(said::add));

        assertThat(said).hasSize(2);
        assertThat(said.getLast().attempt()).isEqualTo(2);
        assertThat(said.getLast().stop()).isEqualTo(said.getFirst().stop());
    }

    @Test
    void keepsWhatCameBeforeTheCheckpointThatAnAttemptResumesFrom() {
        Curve curve = curve(trial.records(1, 100, Curves.plateau(400, 1)));
        curve.apply(trial.epoch(1, 0.5), 0);
        curve.apply(trial.epoch(3, 0.6), 0);
        Curves second = trial.again(2, "second");

        curve.apply(second.started(CurveRules.DEFAULT, 201), 0);
        curve.apply(second.iterations(201, 5f), 0);

        assertThat(curve.points()).hasSize(201).last().isEqualTo(new LossPoint(201, 5f));
        assertThat(curve.epochs()).containsExactly(trial.epoch(1, 0.5).measurement());
    }

    @Test
    void changesNothingWhenAResumedAttemptTellsItsEpochsAgain() {
        Curve curve = curve(trial.records(1, 100, Curves.plateau(200, 1)));
        curve.apply(trial.epoch(1, 0.5), 0);
        Curves second = trial.again(2, "second");

        curve.apply(second.started(CurveRules.DEFAULT, 201), 0);
        Folded again = curve.apply(second.epoch(1, 0.5), 0);

        assertThat(again.changed()).isFalse();
        assertThat(again.epochs()).isZero();
        assertThat(curve.epochs()).containsExactly(trial.epoch(1, 0.5).measurement());
    }

    @Test
    void judgesFromTheBeginningWhereItRemembersNothingOfTheCheckpoint() {
        Curves second = trial.again(2, "second");
        Curve curve = curve(trial.records(1, 100, Curves.plateau(400, 1)));

        curve.apply(second.started(CurveRules.DEFAULT, 201), 0);

        assertThat(curve.smoothedLoss()).isNaN();
    }

    @Test
    void goesOnWithoutAnEpochThatNeverCame() {
        Curve curve = curve(trial.records(1, 100, Curves.plateau(600, 1)));

        for (int epoch : new int[] {1, 3, 4}) {
            curve.apply(trial.epoch(epoch, 0.5), 0);
        }
        assertThat(curve.judgedEpoch).isEqualTo(1);
        curve.apply(trial.epoch(5, 0.5), 0);

        assertThat(curve.judgedEpoch).isEqualTo(5);
    }

    @Test
    void forgetsACurveThatAnotherVersionWrote() {
        byte[] bytes = FORMAT.write(curve(List.of(trial.iterations(1, 1f))));
        bytes[0]--;

        assertThat(FORMAT.read(bytes)).isNull();
    }

    @Test
    void doesNotStopWhatHasEnded() {
        Curve curve = new Curve(trial.started(), 0);

        curve.apply(trial.ended(2, Outcome.RELEASED), 0);
        Folded late = curve.apply(trial.iterations(1, 1f, Float.NaN), 0);

        assertThat(late.stop()).isEmpty();
        assertThat(curve.stop()).isEmpty();
        assertThat(curve.outcome()).contains(Outcome.RELEASED);
    }

    @Test
    void staysWhenAnAttemptThatEndedIsClaimedOnceMore() {
        Curve curve = curve(List.of(trial.iterations(1, 1f, 2f)));
        Curves again = trial.again(1, "again");

        curve.apply(trial.ended(2, Outcome.COMPLETED), 0);
        curve.apply(again.started(CurveRules.DEFAULT, 1), 0);
        curve.apply(again.iterations(1, 9f), 0);

        assertThat(curve.points()).extracting(LossPoint::loss).containsExactly(1f, 2f);
    }

    private Curve curve(List<? extends TrialCurve> records) {
        Curve curve = new Curve(trial.started(), 0);
        records.forEach(record -> curve.apply(record, 0).stop().ifPresent(said::add));
        return curve;
    }

    /// Every fifth record twice, and each at most a few places from its own.
    private static List<TrialCurve> disturb(List<TrialCurve> records, long seed) {
        Random random = new Random(seed);
        List<TrialCurve> disturbed = new ArrayList<>();
        for (int i = 0; i < records.size(); i += 5) {
            List<TrialCurve> some =
                    new ArrayList<>(records.subList(i, Math.min(records.size(), i + 5)));
            some.add(some.getFirst());
            Collections.shuffle(some, random);
            disturbed.addAll(some);
        }
        return disturbed;
    }
}
