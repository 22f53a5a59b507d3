package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.Budget;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.CurveRules;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StudyProcessorTest {
    private static final StudyId STUDY = new StudyId("fashion");
    private static final TrialId FIRST = new TrialId(STUDY, 1);

    private final KeyValueStore<String, StudyRecord> studies =
            store(StudyProcessor.STUDIES, StudyRecord.class);
    private final KeyValueStore<String, TrialRecord> trials =
            store(StudyProcessor.TRIALS, TrialRecord.class);
    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();

    @BeforeEach
    void openStores() {
        context.setCurrentSystemTimeMs(1_500L);
        studies.init(context.getStateStoreContext(), studies);
        trials.init(context.getStateStoreContext(), trials);
    }

    @Test
    void grantsRunningTrialsAFreshLeaseWhenItTakesOver() {
        // Given a trial that runs, silent for almost the length of its lease
        StudyProcessor former = processor();
        send(former, new StudyCommand.CreateStudy("c", STUDY, spec(), List.of()));
        send(
                former,
                new TrialEvent.TrialStarted(
                        FIRST, 1, new ExecutionId("a"), new TrainerId("t"), "cpu", 0));
        tick(former, 14);

        // When
        StudyProcessor next = processor();
        tick(next, 15);

        // Then
        assertThat(attempts()).containsExactly(1);
        tick(next, 1);
        assertThat(attempts()).containsExactly(1, 2);
    }

    @Test
    void startsFromTheStoresAgainWhenItsTransactionWasAborted() {
        // Given a study whose transaction was aborted: the stores do not have it
        StudyProcessor processor = processor();
        StudyCommand create = new StudyCommand.CreateStudy("c", STUDY, spec(), List.of());
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
    void forgetsWhatARecordDidInMemoryThatCouldNotBeProcessed() {
        // Given a point that no trainer can be given, which the API would have refused
        StudyProcessor processor = processor();
        send(processor, new StudyCommand.CreateStudy("c", STUDY, byHand(), List.of()));
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
        return context.forwarded().stream()
                .map(sent -> sent.record().value())
                .filter(StartTrial.class::isInstance)
                .map(start -> ((StartTrial) start).attempt())
                .toList();
    }

    private StudyProcessor processor() {
        StudyProcessor processor =
                new StudyProcessor("me", 15, () -> 0, new Timings(new SimpleMeterRegistry()));
        processor.init(context);
        return processor;
    }

    private static void tick(StudyProcessor processor, int seconds) {
        for (int second = 1; second <= seconds; second++) {
            send(processor, new ClockTicked("me", second));
        }
    }

    private static void send(StudyProcessor processor, Object value) {
        processor.process(new Record<>("key", Objects.requireNonNull(value), 1_000L));
    }

    private static StudySpec spec() {
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

    private static <V> KeyValueStore<String, V> store(String name, Class<V> type) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name),
                        Serdes.String(),
                        new ObjectMapperSerde<>(type, SchedulerTopologyTest.JSON))
                .withLoggingDisabled()
                .build();
    }
}
