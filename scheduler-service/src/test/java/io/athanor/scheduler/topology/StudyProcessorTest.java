package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.Budget;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StudyProcessorTest {
    private static final StudyId STUDY = new StudyId("fashion");
    private static final TrialId FIRST = new TrialId(STUDY, 1);

    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private KeyValueStore<String, StudyRecord> studies;
    private KeyValueStore<String, TrialRecord> trials;

    @BeforeEach
    void openStores() {
        context.setCurrentSystemTimeMs(1_500L);
        StudyStores.builders(SchedulerTopologyTest.JSON, Stores::inMemoryKeyValueStore)
                .forEach(builder -> {
                    StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
                    store.init(context.getStateStoreContext(), store);
                });
        studies = context.getStateStore(StudyStores.STUDIES);
        trials = context.getStateStore(StudyStores.TRIALS);
    }

    @Test
    void grantsRunningTrialsAFreshLeaseWhenItTakesOver() {
        // Given a trial that runs, silent for almost the length of its lease
        StudyProcessor former = processor();
        send(former, new StudyCommand.CreateStudy("c", STUDY, spec(), List.of(), null));
        send(former, started(1, "a", 0));
        tick(former, 14);

        // When
        StudyProcessor next = processor();
        tick(next, 15);

        // Then
        assertThat(attempts()).containsExactly(1);
        tick(next, 16);
        assertThat(attempts()).containsExactly(1, 2);
    }

    @Test
    void startsFromTheStoresAgainWhenItsTransactionWasAborted() {
        // Given a study whose transaction was aborted: the stores do not have it
        StudyProcessor processor = processor();
        StudyCommand create = new StudyCommand.CreateStudy("c", STUDY, spec(), List.of(), null);
        send(processor, create);
        studies.delete("fashion");
        trials.delete("fashion/000000001");

        // When
        processor.init(context);
        send(processor, create);

        // Then
        assertThat(studies.get("fashion")).isNotNull();
        assertThat(attempts()).containsExactly(1, 1);
    }

    @Test
    void tellsReadersAfterATakeoverWhatTheFormerOneDidNot() {
        // Given an epoch that was recorded, and of which nobody was told
        StudyProcessor former = processor();
        send(former, new StudyCommand.CreateStudy("c", STUDY, spec(), List.of(), null));
        send(former, started(1, "a", 0));
        send(former, epoch(1, "a", 1));
        context.resetForwards();

        // When
        processor();
        context.scheduledPunctuators().getLast().getPunctuator().punctuate(2_000);

        // Then
        assertThat(sent(StudyRecord.class))
                .singleElement()
                .satisfies(study ->
                        assertThat(study.trials()).isEqualTo(Map.of(TrialState.RUNNING, 1)));
        assertThat(sent(TrialRecord.class))
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.epochs()).hasSize(1);
                    assertThat(trial.objective()).isEqualTo(0.1);
                });
    }

    @Test
    void forgetsTheEpochsThatAnAttemptTrainsAgain() {
        // Given two epochs, of which the next execution's checkpoint has one
        StudyProcessor former = processor();
        send(former, new StudyCommand.CreateStudy("c", STUDY, spec(), List.of(), null));
        send(former, started(1, "a", 0));
        send(former, epoch(1, "a", 1));
        send(former, epoch(1, "a", 2));
        send(former, started(1, "b", 1));

        // When
        StudyProcessor next = processor();
        context.resetForwards();
        send(next, new TrialEvent.TrialCompleted(FIRST, 1, new ExecutionId("b")));

        // Then
        assertThat(sent(TrialRecord.class))
                .singleElement()
                .satisfies(trial -> assertThat(trial.epochs()).hasSize(1));
    }

    private static TrialEvent started(int attempt, String execution, int resumedFromEpoch) {
        return new TrialEvent.TrialStarted(
                FIRST,
                attempt,
                new ExecutionId(execution),
                new TrainerId("t"),
                "cpu",
                resumedFromEpoch);
    }

    private static TrialEvent epoch(int attempt, String execution, int epoch) {
        return new TrialEvent.EpochCompleted(
                FIRST,
                attempt,
                new ExecutionId(execution),
                new EpochMeasurement(epoch, 10 * epoch, 1, 0.5, 1, 0.1 * epoch, 0.001, 1));
    }

    private <T> List<T> sent(Class<T> type) {
        return context.forwarded().stream()
                .map(sent -> sent.record().value())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void forgetsWhatARecordDidInMemoryThatCouldNotBeProcessed() {
        // Given a point that no trainer can be given, which the API would have refused
        StudyProcessor processor = processor();
        send(processor, new StudyCommand.CreateStudy("c", STUDY, byHand(), List.of(), null));
        Point impossible = Point.of(Map.of("learningRate", -1.0));

        // When
        assertThatThrownBy(() ->
                        send(processor, new StudyCommand.EnqueueTrial("e", STUDY, impossible)))
                .hasMessageContaining("learningRate -1.0");

        // Then
        send(processor, new StudyCommand.EnqueueTrial("f", STUDY, Point.of(Map.of())));
        assertThat(attempts()).containsExactly(1);
        assertThat(studies.get("fashion").enqueued()).isEmpty();
        assertThat(trials.get("fashion/000000001").point()).isEqualTo(Point.of(Map.of()));
    }

    private static StudySpec byHand() {
        StudySpec spec = spec();
        return new StudySpec(
                spec.dataset(),
                spec.objective(),
                spec.budget(),
                spec.seed(),
                new SamplerSpec.ByHand(),
                spec.curveRules(),
                spec.maxRetries(),
                spec.fixed(),
                spec.space());
    }

    private List<Integer> attempts() {
        return sent(StartTrial.class).stream().map(StartTrial::attempt).toList();
    }

    private StudyProcessor processor() {
        StudyProcessor processor =
                new StudyProcessor(
                        "me", 15, new Demands(() -> 0), new Timings(new SimpleMeterRegistry()));
        processor.init(context);
        return processor;
    }

    /// Ticks that were sent before do not count again.
    private static void tick(StudyProcessor processor, int upTo) {
        for (int second = 1; second <= upTo; second++) {
            send(processor, new ClockTicked("me", second));
        }
    }

    private static void send(StudyProcessor processor, Object value) {
        processor.process(new Record<>("fashion", Objects.requireNonNull(value), 1_000L));
    }

    static StudySpec spec() {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                new Budget(1, 2, 1),
                7,
                new SamplerSpec.Random(),
                CurveRules.DEFAULT,
                1,
                Point.of(Map.of()),
                Map.of());
    }
}
