package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.EpochRecorded;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyEvent.TrialQueued;
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
import org.junit.jupiter.api.Test;

class StudyTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final StudyId STUDY = new StudyId("fashion");
    private static final TrialId FIRST = new TrialId(STUDY, 1);
    private static final TrialId SECOND = new TrialId(STUDY, 2);
    private static final ExecutionId A = new ExecutionId("a");
    private static final Shares SHARES = Shares.of(100);
    private static final ExecutionId B = new ExecutionId("b");

    private final List<StudyEvent> log = new ArrayList<>();
    private int commands;
    private Study study = study(new Budget(3, 2, 2), new SamplerSpec.Random(), 1);

    @Test
    void proposesAsManyTrialsAsMayRunAtOnce() {
        assertThat(log.stream().filter(TrialQueued.class::isInstance)).hasSize(2);
        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.WAITING, 2));
    }

    @Test
    void queuesOneMoreForEachSlotThatItKeepsBusy() {
        carryOut(study.next(Shares.of(2, 3), AT), Shares.of(2, 3));

        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.WAITING, 3));
    }

    @Test
    void queuesNoMoreThanTheParallelismWhereSlotsAreIdle() {
        carryOut(study.next(Shares.of(8, 2), AT), Shares.of(8, 2));

        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.WAITING, 2));
    }

    @Test
    void replacesATrialThatEndsUntilTheBudgetIsSpentAndThenCloses() {
        for (int number = 1; number <= 3; number++) {
            TrialId trial = new TrialId(STUDY, number);
            on(started(trial, 1, A));
            on(epoch(trial, 1, A, 1, 0.1 * number));
            on(new TrialEvent.TrialCompleted(trial, 1, A));
        }

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3));
        assertThat(study.record().best().trial()).isEqualTo(new TrialId(STUDY, 3));
        assertThat(log.stream().filter(TrialProposed.class::isInstance)).hasSize(3);
    }

    @Test
    void isNotChangedByAReportThatComesTwice() {
        List<TrialEvent> life =
                List.of(
                        started(FIRST, 1, A),
                        epoch(FIRST, 1, A, 1, 0.5),
                        new TrialEvent.TrialCompleted(FIRST, 1, A));
        for (TrialEvent event : life) {
            on(event);
            var before = study.record();
            on(event);
            assertThat(study.record()).isEqualTo(before);
        }
        assertThat(log.stream().filter(EpochRecorded.class::isInstance)).hasSize(1);
    }

    @Test
    void keepsWhatTheTrainerOfTheCurrentAttemptMadeOfIt() {
        on(started(FIRST, 1, A));
        on(new TrialEvent.TrialPrepared(FIRST, 1, A, prepared(64)));
        on(new TrialEvent.TrialPrepared(FIRST, 1, B, prepared(128)));

        assertThat(study.record(FIRST).preparation()).isEqualTo(prepared(64));
    }

    /// A checkpoint may be of epochs that a zombie trained: its reports did not count, and the
    /// attempt that goes on from there tells them again.
    @Test
    void takesEpochsFromTheAttemptThatResumedWhereItHasNotHeardOfThem() {
        on(started(FIRST, 1, A));
        on(epoch(FIRST, 1, A, 1, 0.9));
        carryOut(study.decideLost(FIRST, AT));
        on(epoch(FIRST, 1, A, 2, 0.95));

        on(new TrialEvent.TrialStarted(FIRST, 2, B, new TrainerId("trainer"), "cpu", 2));
        on(epoch(FIRST, 2, B, 1, 0.9));
        on(epoch(FIRST, 2, B, 2, 0.95));
        on(epoch(FIRST, 2, B, 3, 0.96));

        assertThat(study.record(FIRST).epochs())
                .extracting(EpochMeasurement::epoch)
                .containsExactly(1, 2, 3);
        assertThat(study.record(FIRST).objective()).isEqualTo(0.96);
    }

    @Test
    void goesOnWithAnotherAttemptWhenATrialIsLostAndRefusesTheZombie() {
        on(started(FIRST, 1, A));
        on(epoch(FIRST, 1, A, 1, 0.9));

        carryOut(study.decideLost(FIRST, AT));
        on(started(FIRST, 2, B));
        log.clear();
        on(epoch(FIRST, 1, A, 2, 0.95));

        assertThat(log)
                .singleElement()
                .isInstanceOfSatisfying(
                        StopRequested.class,
                        asked -> {
                            assertThat(asked.execution()).isEqualTo(A);
                            assertThat(asked.stop().rule()).isEqualTo(Stop.Rule.SUPERSEDED);
                        });
        var trial = study.record(FIRST);
        assertThat(trial.attempt()).isEqualTo(2);
        assertThat(trial.epochs()).isEmpty();
        assertThat(trial.stop()).isNull();
        assertThat(trial.endedAttempts())
                .singleElement()
                .satisfies(ended -> assertThat(ended.outcome()).isEqualTo(AttemptOutcome.LOST));
    }

    @Test
    void tellsWhereAndWhenEachAttemptTrained() {
        on(started(FIRST, 1, A));
        var first = study.record(FIRST);

        carryOut(study.decideLost(FIRST, AT));
        var between = study.record(FIRST);
        on(started(FIRST, 2, B));

        assertThat(between.attemptStartedAt()).isNull();
        var trial = study.record(FIRST);
        assertThat(trial.startedAt()).isEqualTo(first.startedAt());
        assertThat(trial.attemptStartedAt()).isNotNull();
        assertThat(trial.endedAttempts())
                .containsExactly(
                        new TrialRecord.EndedAttempt(
                                1,
                                AttemptOutcome.LOST,
                                first.trainer(),
                                first.device(),
                                null,
                                first.attemptStartedAt(),
                                AT));
        assertThat(first.trainer()).isNotNull();
        assertThat(first.device()).isNotNull();
        assertThat(first.attemptStartedAt()).isNotNull();
    }

    @Test
    void countsOnlyTheNewestExecutionOfAnAttemptThatWasDeliveredTwice() {
        on(started(FIRST, 1, A));
        log.clear();

        on(started(FIRST, 1, B));

        assertThat(log).hasSize(2);
        assertThat(((StopRequested) log.get(0)).execution()).isEqualTo(A);
        assertThat(((TrialClaimed) log.get(1)).execution()).isEqualTo(B);
        on(new TrialEvent.TrialCompleted(FIRST, 1, A));
        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.RUNNING);
    }

    @Test
    void stopsAnExecutionOfATrialThatIsOver() {
        on(started(FIRST, 1, A));
        on(new TrialEvent.TrialCompleted(FIRST, 1, A));
        log.clear();

        on(started(FIRST, 1, B));
        on(new TrialEvent.TrialHeartbeat(FIRST, 1, A, 10));

        assertThat(log).singleElement().isInstanceOf(StopRequested.class);
    }

    @Test
    void retriesAFailedTrialAsOftenAsTheStudySays() {
        on(started(FIRST, 1, A));
        on(new TrialEvent.TrialFailed(FIRST, 1, A, "broken"));
        on(started(FIRST, 2, B));
        on(new TrialEvent.TrialFailed(FIRST, 2, B, "broken again"));

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.FAILED);
        assertThat(study.record(FIRST).reason()).isEqualTo("broken again");
        assertThat(log.stream().filter(AttemptEnded.class::isInstance)).hasSize(1);
    }

    @Test
    void doesNotCountAHandBackAsAFailure() {
        for (int attempt = 1; attempt <= 5; attempt++) {
            ExecutionId execution = new ExecutionId("e" + attempt);
            on(started(FIRST, attempt, execution));
            on(new TrialEvent.TrialReleased(FIRST, attempt, execution, 5));
        }

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.WAITING);
        assertThat(study.record(FIRST).attempt()).isEqualTo(6);
        assertThat(study.record().attempts()).isEqualTo(Map.of(AttemptOutcome.RELEASED, 5));
    }

    @Test
    void givesUpATrialThatLosesEveryTrainer() {
        for (int attempt = 1; attempt <= OnReport.MAX_LOST; attempt++) {
            on(started(FIRST, attempt, new ExecutionId("e" + attempt)));
            carryOut(study.decideLost(FIRST, AT));
        }

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.FAILED);
        assertThat(study.record(FIRST).reason()).contains("10 times");
    }

    @Test
    void recordsWhatStoppedATrialAndWhatThatSaved() {
        Stop plateau = new Stop(Stop.Rule.PLATEAU, 40, Map.of("smoothedLoss", 0.4), "flat");
        on(started(FIRST, 1, A));
        on(epoch(FIRST, 1, A, 1, 0.5));
        on(new TrialEvent.TrialStopped(FIRST, 1, A, 42, plateau));

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.STOPPED);
        assertThat(study.record(FIRST).stop()).isEqualTo(plateau);
        assertThat(study.record().stops()).isEqualTo(Map.of(Stop.Rule.PLATEAU, 1));
        assertThat(study.record().epochsSaved()).isEqualTo(1);
    }

    @Test
    void takesALossThatIsNotFiniteForThePointsFault() {
        on(started(FIRST, 1, A));
        on(new TrialEvent.TrialStopped(FIRST, 1, A, 3, Stop.of(Stop.Rule.NON_FINITE, "NaN at 3")));

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.INFEASIBLE);
        assertThat(study.record(FIRST).attempt()).isEqualTo(1);
    }

    @Test
    void cancelsWaitingTrialsAtOnceAndRunningOnesWhenTheyHaveStopped() {
        on(started(FIRST, 1, A));

        carryOut(study.decide(new StudyCommand.CancelStudy("c", STUDY), AT));

        assertThat(study.record().state()).isEqualTo(StudyState.CANCELLED);
        assertThat(study.record(SECOND).state()).isEqualTo(TrialState.STOPPED);
        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.RUNNING);
        Stop asked = study.record(FIRST).stop();
        on(new TrialEvent.TrialStopped(FIRST, 1, A, 7, asked));
        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.STOPPED);
        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.STOPPED, 2));
    }

    @Test
    void doesNotTryACancelledTrialAgainWhenItsTrainerIsLost() {
        on(started(FIRST, 1, A));
        carryOut(study.decide(new StudyCommand.CancelTrial("c", FIRST), AT));

        carryOut(study.decideLost(FIRST, AT));

        assertThat(study.record(FIRST).state()).isEqualTo(TrialState.STOPPED);
        assertThat(study.record(FIRST).stop().rule()).isEqualTo(Stop.Rule.CANCELLED);
    }

    @Test
    void proposesNothingWhilePausedAndGoesOnAfterwards() {
        on(started(FIRST, 1, A));
        carryOut(study.decide(change(null, null, true), AT));
        on(new TrialEvent.TrialCompleted(FIRST, 1, A));
        assertThat(study.record().trials().get(TrialState.WAITING)).isEqualTo(1);

        carryOut(study.decide(change(null, null, false), AT));

        assertThat(study.record().trials().get(TrialState.WAITING)).isEqualTo(2);
    }

    @Test
    void takesATrialBackThatWasInTheQueueWhenItWasPausedAndQueuesItAgainAfterwards() {
        // Given one trial that runs and one in the queue
        on(started(FIRST, 1, A));
        carryOut(study.decide(change(null, null, true), AT));
        log.clear();

        // When
        on(started(SECOND, 1, B));
        on(epoch(SECOND, 1, B, 1, 0.5));

        // Then
        assertThat(study.record(SECOND).state()).isEqualTo(TrialState.WAITING);
        assertThat(study.record(SECOND).epochs()).isEmpty();
        assertThat(log)
                .filteredOn(StopRequested.class::isInstance)
                .allSatisfy(stop -> assertThat(((StopRequested) stop).execution()).isEqualTo(B))
                .hasSize(2);
        assertThat(study.record().wanted()).isEqualTo(1);
        carryOut(study.decide(change(null, null, false), AT));
        assertThat(log.getLast()).isEqualTo(new TrialQueued(SECOND, 2, AT));
        on(started(SECOND, 2, A));
        on(new TrialEvent.TrialFailed(SECOND, 2, A, "a cosmic ray"));
        assertThat(study.record(SECOND).state()).isEqualTo(TrialState.WAITING);
    }

    @Test
    void queuesALostTrialOnlyWhenItIsNoLongerPaused() {
        on(started(FIRST, 1, A));
        carryOut(study.decide(change(null, null, true), AT));
        log.clear();

        carryOut(study.decideLost(FIRST, AT));

        assertThat(log).noneMatch(TrialQueued.class::isInstance);
        Study loaded =
                Study.of(
                        study.record(),
                        List.of(study.record(FIRST), study.record(SECOND)),
                        List.of());
        for (Study one : List.of(study, loaded)) {
            one.decide(change(null, null, false), AT).forEach(one::apply);
            assertThat(one.next(SHARES, AT)).containsExactly(new TrialQueued(FIRST, 2, AT));
        }
    }

    @Test
    void looksForItsBestAgainWhenTheBestTrialStartsOver() {
        on(started(FIRST, 1, A));
        on(epoch(FIRST, 1, A, 1, 0.9));
        on(started(SECOND, 1, B));
        on(epoch(SECOND, 1, B, 1, 0.7));

        carryOut(study.decideLost(FIRST, AT));
        on(started(FIRST, 2, B));

        assertThat(study.record().best().trial()).isEqualTo(SECOND);
        on(epoch(FIRST, 2, B, 1, 0.8));
        assertThat(study.record().best().trial()).isEqualTo(FIRST);
        assertThat(study.record().best().objective()).isEqualTo(0.8);
    }

    @Test
    void keepsRoomForWhatIsProposedAndEnqueuedWhenItsBudgetShrinks() {
        Point byHand = Point.of(Map.of("learningRate", 0.5));
        carryOut(study.decide(new StudyCommand.EnqueueTrial(command(), STUDY, byHand), AT));

        carryOut(study.decide(change(1, null, null), AT));

        assertThat(study.record().spec().budget().trials()).isEqualTo(3);
    }

    @Test
    void takesMoreTrialsWhenItsBudgetGrows() {
        carryOut(study.decide(change(5, 4, null), AT));

        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.WAITING, 4));
    }

    @Test
    void triesEnqueuedPointsBeforeTheSamplersOwn() {
        Point byHand = Point.of(Map.of("learningRate", 0.5));
        carryOut(study.decide(new StudyCommand.EnqueueTrial(command(), STUDY, byHand), AT));

        on(started(FIRST, 1, A));
        on(new TrialEvent.TrialCompleted(FIRST, 1, A));

        assertThat(study.record(new TrialId(STUDY, 3)).point()).isEqualTo(byHand);
        assertThat(study.record().enqueued()).isEmpty();
    }

    @Test
    void endsWhenItsGridIsExhaustedBeforeItsBudget() {
        study = study(new Budget(100, 2, 5), new SamplerSpec.Grid(), 1);
        for (int number = 1; number <= 3; number++) {
            on(started(new TrialId(STUDY, number), 1, A));
            on(new TrialEvent.TrialCompleted(new TrialId(STUDY, number), 1, A));
        }

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.record().trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3));
    }

    @Test
    void waitsForItsNextPointWhenThePointsComeByHand() {
        study = study(new Budget(2, 2, 2), new SamplerSpec.ByHand(), 1);
        assertThat(study.record().state()).isEqualTo(StudyState.RUNNING);

        for (int number = 1; number <= 2; number++) {
            Point point = Point.of(Map.of("learningRate", 0.1 * number));
            carryOut(study.decide(new StudyCommand.EnqueueTrial(command(), STUDY, point), AT));
            on(started(new TrialId(STUDY, number), 1, A));
            on(new TrialEvent.TrialCompleted(new TrialId(STUDY, number), 1, A));
        }

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
    }

    @Test
    void isTheSameWhenItsDecisionsAreAppliedAgainOrItsRecordsAreLoaded() {
        on(started(FIRST, 1, A));
        on(epoch(FIRST, 1, A, 1, 0.5));
        carryOut(study.decideLost(FIRST, AT));
        on(started(SECOND, 1, B));
        on(new TrialEvent.TrialCompleted(SECOND, 1, B));

        Study replayed = Study.of((StudyEvent.StudyCreated) log.getFirst(), List.of());
        log.forEach(replayed::apply);
        Study loaded =
                Study.of(
                        study.record(),
                        List.of(
                                study.record(FIRST),
                                study.record(SECOND),
                                study.record(new TrialId(STUDY, 3))),
                        List.of());

        for (Study other : List.of(replayed, loaded)) {
            assertThat(other.record()).isEqualTo(study.record());
            assertThat(other.record(FIRST)).isEqualTo(study.record(FIRST));
            assertThat(other.next(SHARES, AT)).isEqualTo(study.next(SHARES, AT));
        }
    }

    private Study study(Budget budget, SamplerSpec sampler, int maxRetries) {
        StudySpec spec =
                new StudySpec(
                        "fashion-mnist-sample",
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        budget,
                        7,
                        sampler,
                        CurveRules.DEFAULT,
                        maxRetries,
                        Point.of(Map.of("network", "simple-cnn")),
                        Map.of(
                                "learningRate",
                                new ParameterSpace.FloatRange(0.1, 0.3, false, 0.1, Map.of())));
        log.clear();
        var created =
                Study.create(new StudyCommand.CreateStudy("c-1", STUDY, spec, List.of(), null), AT);
        study = Study.of(created, List.of());
        carryOut(List.of(created));
        return study;
    }

    private void on(TrialEvent event) {
        carryOut(study.decide(event, AT));
    }

    private void carryOut(List<StudyEvent> decisions) {
        carryOut(decisions, SHARES);
    }

    private void carryOut(List<StudyEvent> first, Shares shares) {
        for (List<StudyEvent> next = first; !next.isEmpty(); next = study.next(shares, AT)) {
            next.forEach(study::apply);
            log.addAll(next);
        }
    }

    private static TrialEvent.TrialStarted started(TrialId trial, int attempt, ExecutionId by) {
        return new TrialEvent.TrialStarted(
                trial, attempt, by, new TrainerId("trainer-1"), "cpu", 0);
    }

    private static TrialEvent.EpochCompleted epoch(
            TrialId trial, int attempt, ExecutionId by, int epoch, double accuracy) {
        return new TrialEvent.EpochCompleted(
                trial,
                attempt,
                by,
                new EpochMeasurement(epoch, epoch * 10, 1, 0.5, 1, accuracy, 0.001, 1));
    }

    private static Preparation prepared(int batchSize) {
        return new Preparation(
                batchSize, 157, 10_000, List.of(), 7, "data", "hash", "cpu", 1, Map.of());
    }

    private StudyCommand change(Integer trials, Integer parallelism, Boolean paused) {
        return new StudyCommand.ChangeStudy(command(), STUDY, trials, parallelism, paused);
    }

    private String command() {
        return "c-" + ++commands;
    }
}
