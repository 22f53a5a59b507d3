package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StageSearch;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.NothingSuggested;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What an autoscaler hears of a study, whatever its share of the slots lets it queue.
class WantedSlotsTest {
    private static final Instant AT = Instant.EPOCH;
    private static final StudyId STUDY = new StudyId("wanting");
    private static final ExecutionId EXECUTION = new ExecutionId("e");
    private static final Shares NONE_READY = Shares.of(0, 100, 100);

    private final List<StudyEvent> log = new ArrayList<>();
    private Shares shares = Shares.of(100);
    private Study study;

    @Test
    void aStudyThatMayQueueOneTrialWantsAsManySlotsAsItCouldUse() {
        shares = NONE_READY;
        create(new SamplerSpec.Random(), 100, 8, 1);

        assertThat(study.record().open()).isEqualTo(1);
        assertThat(study.record().wanted()).isEqualTo(8);
    }

    @Test
    void wantsFewerSlotsAsTheTrialsLeftGetFewer() {
        create(new SamplerSpec.Random(), 4, 3, 1);

        List<Integer> wanted = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            wanted.add(study.record().wanted());
            train(number);
        }

        assertThat(wanted).containsExactly(3, 3, 2, 1);
        assertThat(study.record().wanted()).isZero();
    }

    @Test
    void wantsNothingWhilePausedWithNothingRunning() {
        create(new SamplerSpec.Random(), 100, 8, 1);

        carryOut(study.decide(new StudyCommand.ChangeStudy("p", STUDY, null, null, true), AT));

        assertThat(study.record().wanted()).isZero();
    }

    @Test
    void wantsNoMoreThanItsLastTrialsWhenItsGridIsExhausted() {
        create(new SamplerSpec.Grid(), 100, 8, 1);
        assertThat(study.record().open()).isEqualTo(3);

        train(1);

        assertThat(study.record().wanted()).isEqualTo(2);
        train(2);
        train(3);
        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
    }

    /// Else trainers would start, find nothing and leave again, as long as its last trial trains.
    @Test
    void wantsNoMoreThanTheStageHasThatItsSamplerWaitsFor() {
        create(new SamplerSpec.Guided(List.of(stage("first", 2), stage("second", 5))), 100, 8, 1);
        assertThat(study.record().wanted()).isEqualTo(2);

        train(1);

        assertThat(study.record().wanted()).isEqualTo(1);
        train(2);
        assertThat(study.record().open()).isGreaterThan(1);
        assertThat(study.record().wanted()).isEqualTo(study.record().open());
    }

    @Test
    void wantsAsManyAsTherePointsWhereTheyComeByHand() {
        shares = NONE_READY;
        create(new SamplerSpec.ByHand(), 100, 8, 2);
        assertThat(study.record().wanted()).isZero();

        enqueue(0.1);
        enqueue(0.2);
        enqueue(0.3);

        // Two trials a point, of which one may be in the queue.
        assertThat(study.record().open()).isEqualTo(1);
        assertThat(study.record().wanted()).isEqualTo(6);
        train(1);
        assertThat(study.record().wanted()).isEqualTo(5);
        assertThat(log).noneMatch(NothingSuggested.class::isInstance);
    }

    @Test
    void asksItsSamplerAgainWhenATrialEnded() {
        create(new SamplerSpec.Guided(List.of(stage("first", 2))), 100, 8, 1);
        study.next(shares, AT);
        assertThat(log.stream().filter(NothingSuggested.class::isInstance)).hasSize(1);

        train(1);
        train(2);

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
    }

    private static SamplerSpec.Stage stage(String name, int trials) {
        return new SamplerSpec.Stage(
                name, List.of("learningRate"), trials, StageSearch.RANDOM, 1, 0);
    }

    private void create(SamplerSpec sampler, int trials, int parallelism, int repeats) {
        StudySpec spec =
                new StudySpec(
                        "fashion-mnist-sample",
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        new Budget(trials, 1, parallelism),
                        7,
                        sampler,
                        new PrunerSpec.None(),
                        CurveRules.DEFAULT,
                        EndWhen.NEVER,
                        repeats,
                        null,
                        0,
                        Point.of(Map.of()),
                        Map.of(
                                "learningRate",
                                new ParameterSpace.FloatRange(0.1, 0.3, false, 0.1, Map.of())));
        var created =
                Study.create(new StudyCommand.CreateStudy("c", STUDY, spec, List.of(), null), AT);
        study = Study.of(created, List.of());
        carryOut(List.of(created));
    }

    private void enqueue(double rate) {
        carryOut(
                study.decide(
                        new StudyCommand.EnqueueTrial(
                                "e" + rate, STUDY, Point.of(Map.of("learningRate", rate))),
                        AT));
    }

    private void train(int number) {
        TrialId trial = new TrialId(STUDY, number);
        carryOut(
                study.decide(
                        new TrialEvent.TrialStarted(
                                trial, 1, EXECUTION, new TrainerId("t"), "cpu", 0),
                        AT));
        carryOut(study.decide(new TrialEvent.TrialCompleted(trial, 1, EXECUTION), AT));
    }

    private void carryOut(List<StudyEvent> first) {
        for (List<StudyEvent> next = first; !next.isEmpty(); next = study.next(shares, AT)) {
            next.forEach(study::apply);
            log.addAll(next);
        }
    }
}
