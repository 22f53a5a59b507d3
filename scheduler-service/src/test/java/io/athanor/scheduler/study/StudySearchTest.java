package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a study does with pruners, repetitions, ends before its budget, and the trials of an
/// earlier one.
class StudySearchTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final StudyId STUDY = new StudyId("fashion");
    private static final ExecutionId A = new ExecutionId("a");

    private final List<StudyEvent> log = new ArrayList<>();

    private Budget budget = new Budget(10, 9, 10);
    private SamplerSpec sampler = new SamplerSpec.Random();
    private PrunerSpec pruner = new PrunerSpec.None();
    private EndWhen endWhen = EndWhen.NEVER;
    private int repeats = 1;
    private List<TrialRecord> earlier = List.of();
    private Study study;

    @Test
    void asksATrialToStopThatIsWorseThanItsPeers() {
        pruner = new PrunerSpec.Asha(1, 2, 1);
        create();
        start(1, 2);
        epoch(1, 1, 0.9);
        log.clear();

        epoch(2, 1, 0.5);

        StopRequested asked = (StopRequested) log.getLast();
        assertThat(asked.trial()).isEqualTo(id(2));
        assertThat(asked.stop().rule()).isEqualTo(Stop.Rule.ASHA);
        assertThat(asked.stop().iteration()).isEqualTo(10);
        assertThat(asked.stop().evidence())
                .containsEntry("value", 0.5)
                .containsEntry("cutOff", 0.9)
                .containsEntry("peers", 1.0);
        on(new TrialEvent.TrialStopped(id(2), 1, A, 12, asked.stop()));
        assertThat(study.record(id(2)).state()).isEqualTo(TrialState.STOPPED);
        assertThat(study.record().stops()).isEqualTo(Map.of(Stop.Rule.ASHA, 1));
    }

    @Test
    void asksOnceHoweverManyEpochsComeBeforeTheTrainerHears() {
        pruner = new PrunerSpec.Asha(1, 2, 1);
        create();
        start(1, 2);
        epoch(1, 1, 0.9);
        epoch(2, 1, 0.5);
        log.clear();

        epoch(2, 2, 0.95);
        epoch(2, 2, 0.95);
        epoch(1, 2, 0.91);

        assertThat(log).noneMatch(StopRequested.class::isInstance);
    }

    @Test
    void stopsNobodyAtTheLastEpoch() {
        budget = new Budget(10, 1, 10);
        pruner = new PrunerSpec.Asha(1, 2, 1);
        create();
        start(1, 2);

        epoch(1, 1, 0.9);
        epoch(2, 1, 0.5);

        assertThat(log).noneMatch(StopRequested.class::isInstance);
    }

    @Test
    void judgesTheSameAfterARestart() {
        pruner =
                new PrunerSpec.Median(
                        PrunerSpec.Average.STEP, PrunerSpec.Peers.RUNNING, 1, 2, 1, 1);
        create();
        start(1, 5);
        for (int trial = 1; trial <= 4; trial++) {
            epoch(trial, 1, 0.5 + 0.1 * trial);
        }
        // The first is asked to stop, and trains on: what it measures then does not count.
        epoch(1, 2, 0.99);
        carryOut(study.decideLost(id(3), AT));
        on(new TrialEvent.TrialStarted(id(3), 2, A, new TrainerId("t"), "cpu", 0));

        Study loaded =
                Study.of(
                        study.record(),
                        IntStream.rangeClosed(1, 10).mapToObj(n -> study.record(id(n))).toList(),
                        List.of());

        for (int number : new int[] {3, 5}) {
            for (double accuracy : new double[] {0.1, 0.69, 0.75, 0.9}) {
                TrialEvent event = measured(number, number == 3 ? 2 : 1, 1, accuracy);
                assertThat(loaded.decide(event, AT)).isEqualTo(study.decide(event, AT));
            }
        }
        assertThat(loaded.next(Shares.of(100), AT)).isEqualTo(study.next(Shares.of(100), AT));
    }

    @Test
    void isOverWhenItsTargetIsReachedAndLetsTheWinnerTrainOn() {
        endWhen = new EndWhen(0.9, null, null);
        create();
        start(1, 2);
        epoch(1, 1, 0.5);
        log.clear();

        epoch(2, 1, 0.9);

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.record().reason()).contains("target is 0.9");
        assertThat(log)
                .filteredOn(StopRequested.class::isInstance)
                .singleElement()
                .satisfies(asked -> assertThat(((StopRequested) asked).trial()).isEqualTo(id(1)));
        assertThat(study.record().trials())
                .isEqualTo(Map.of(TrialState.RUNNING, 2, TrialState.STOPPED, 8));
        complete(2);
        assertThat(study.record(id(2)).state()).isEqualTo(TrialState.COMPLETED);
    }

    @Test
    void triesTheWinnerAgainWhenItsTrainerIsLostAfterTheEnd() {
        endWhen = new EndWhen(0.9, null, null);
        create();
        start(1, 1);
        epoch(1, 1, 0.9);
        log.clear();

        carryOut(study.decideLost(id(1), AT));

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(log.getLast()).isEqualTo(new StudyEvent.TrialQueued(id(1), 2, AT));
    }

    @Test
    void isOverWhenNothingImprovesForSoManyTrials() {
        endWhen = new EndWhen(null, 3, null);
        create();
        start(1, 5);
        epoch(1, 1, 0.5);
        complete(1);
        epoch(2, 1, 0.6);
        complete(2);
        for (int trial = 3; trial <= 4; trial++) {
            epoch(trial, 1, 0.55);
            complete(trial);
        }
        assertThat(study.record().state()).isEqualTo(StudyState.RUNNING);

        complete(5);

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.record().reason()).startsWith("3 trials ended without");
    }

    @Test
    void failsWhenMoreTrialsFailThanItMayBear() {
        endWhen = new EndWhen(null, null, 1);
        create();
        start(1, 2);
        on(new TrialEvent.TrialFailed(id(1), 1, A, "broken"));
        assertThat(study.record().state()).isEqualTo(StudyState.RUNNING);

        on(new TrialEvent.TrialFailed(id(2), 1, A, "broken"));

        assertThat(study.record().state()).isEqualTo(StudyState.FAILED);
        assertThat(log).last().isInstanceOf(StudyClosed.class);
    }

    @Test
    void triesEachPointWithSeveralSeedsAndRanksByTheirMean() {
        budget = new Budget(6, 9, 10);
        repeats = 3;
        create();

        List<TrialProposed> proposed = proposed();
        assertThat(proposed).hasSize(6);
        assertThat(proposed.stream().map(TrialProposed::point).distinct()).hasSize(2);
        assertThat(proposed.stream().limit(3).map(TrialProposed::point).distinct()).hasSize(1);
        assertThat(proposed.stream().limit(3).map(TrialProposed::seed).distinct()).hasSize(3);
        assertThat(proposed.getFirst().seed()).isEqualTo(7);
        assertThat(proposed.get(3).seed()).isEqualTo(7);
        assertThat(proposed.get(2).repeats()).isEqualTo(1);

        start(1, 6);
        double[] accuracies = {0.9, 0.3, 0.3, 0.6, 0.6, 0.6};
        for (int trial = 1; trial <= 6; trial++) {
            epoch(trial, 1, accuracies[trial - 1]);
            complete(trial);
        }
        assertThat(study.record().best().trial()).isEqualTo(id(4));
        assertThat(study.record().best().objective()).isEqualTo(0.6);
        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void repeatsAnEnqueuedPointToo() {
        budget = new Budget(4, 9, 10);
        repeats = 2;
        sampler = new SamplerSpec.ByHand();
        create();
        Point point = Point.of(Map.of("learningRate", 0.5));

        carryOut(study.decide(new StudyCommand.EnqueueTrial("e", STUDY, point), AT));

        assertThat(proposed().stream().map(TrialProposed::point)).containsExactly(point, point);
        assertThat(study.record().enqueued()).isEmpty();
    }

    @Test
    void doesWhatACommandAsksOnceThoughItComesTwice() {
        sampler = new SamplerSpec.ByHand();
        create();
        Point point = Point.of(Map.of("learningRate", 0.5));
        StudyCommand enqueue = new StudyCommand.EnqueueTrial("e-1", STUDY, point);
        StudyCommand change = new StudyCommand.ChangeStudy("e-2", STUDY, null, 3, null);

        for (StudyCommand command : List.of(enqueue, enqueue, change, enqueue, change)) {
            carryOut(study.decide(command, AT));
        }

        assertThat(proposed()).hasSize(1);
        assertThat(log.stream().filter(StudyEvent.StudyChanged.class::isInstance)).hasSize(1);
        assertThat(study.record().commands()).containsExactly("e-1", "e-2");
    }

    @Test
    void knowsTheTrialsOfAnEarlierStudy() {
        budget = new Budget(30, 9, 30);
        create();
        start(1, 30);
        for (TrialProposed trial : proposed()) {
            double rate = (Double) trial.point().values().get("learningRate");
            epoch(trial.trial().number(), 1, 1 - Math.abs(rate - 0.8));
            complete(trial.trial().number());
        }
        List<TrialRecord> first =
                IntStream.rangeClosed(1, 30).mapToObj(n -> study.record(id(n))).toList();

        earlier = first;
        sampler = SamplerSpec.Tpe.DEFAULT;
        create();

        double mean =
                proposed().stream()
                        .mapToDouble(trial -> (Double) trial.point().values().get("learningRate"))
                        .average()
                        .orElseThrow();
        assertThat(mean).isBetween(0.65, 0.95);
        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.WAITING, 30));
    }

    /// Why: `docs/decisions/0012-tpe-sees-every-bracket.md`.
    @Test
    void letsTpeSeeTheTrialsOfEveryBracketOfHyperband() {
        budget = new Budget(15, 27, 1);
        sampler = SamplerSpec.Tpe.DEFAULT;
        List<Point> alone = tuned();

        pruner = new PrunerSpec.Hyperband(1, 3);

        assertThat(tuned()).isEqualTo(alone);
    }

    private List<Point> tuned() {
        create();
        for (int number = 1; number <= 15; number++) {
            start(number, number);
            Point point = proposed().getLast().point();
            epoch(number, 1, 1 - Math.abs((Double) point.values().get("learningRate") - 0.8));
            complete(number);
        }
        return proposed().stream().map(TrialProposed::point).toList();
    }

    private void create() {
        StudySpec spec =
                new StudySpec(
                        "fashion-mnist-sample",
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        budget,
                        7,
                        sampler,
                        pruner,
                        CurveRules.DEFAULT,
                        endWhen,
                        repeats,
                        null,
                        0,
                        Point.of(Map.of()),
                        Map.of(
                                "learningRate",
                                new ParameterSpace.FloatRange(0.1, 1, false, null, Map.of())));
        log.clear();
        var created =
                Study.create(new StudyCommand.CreateStudy("c-1", STUDY, spec, List.of(), null), AT);
        study = Study.of(created, earlier);
        carryOut(List.of(created));
    }

    private List<TrialProposed> proposed() {
        return log.stream()
                .filter(TrialProposed.class::isInstance)
                .map(TrialProposed.class::cast)
                .toList();
    }

    private void start(int first, int last) {
        for (int number = first; number <= last; number++) {
            on(new TrialEvent.TrialStarted(id(number), 1, A, new TrainerId("t"), "cpu", 0));
        }
    }

    private void epoch(int number, int epoch, double accuracy) {
        on(measured(number, 1, epoch, accuracy));
    }

    private static TrialEvent measured(int number, int attempt, int epoch, double accuracy) {
        return new TrialEvent.EpochCompleted(
                id(number),
                attempt,
                A,
                new EpochMeasurement(epoch, epoch * 10, 1, 0.5, 1, accuracy, 0.001, 1));
    }

    private void complete(int number) {
        on(new TrialEvent.TrialCompleted(id(number), 1, A));
    }

    private static TrialId id(int number) {
        return new TrialId(STUDY, number);
    }

    private void on(TrialEvent event) {
        carryOut(study.decide(event, AT));
    }

    private void carryOut(List<StudyEvent> first) {
        for (List<StudyEvent> next = first;
                !next.isEmpty();
                next = study.next(Shares.of(100), AT)) {
            next.forEach(study::apply);
            log.addAll(next);
        }
    }
}
