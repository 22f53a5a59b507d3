package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.contracts.Budget;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTopologyTest {
    static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
    private static final StudyId STUDY = new StudyId("fashion");
    private static final TrialId FIRST = new TrialId(STUDY, 1);
    private static final ExecutionId A = new ExecutionId("a");

    private static final List<String> STORES =
            List.of(StudyStores.STUDIES, StudyStores.TRIALS, StudyStores.EPOCHS);

    @TempDir Path state;
    private int slots = 100;
    private TopologyTestDriver driver;
    private TestInputTopic<String, Object> commands;
    private TestInputTopic<String, Object> events;
    private TestInputTopic<String, Object> clock;
    private TestOutputTopic<String, StartTrial> queue;
    private TestOutputTopic<String, StopTrial> stops;
    private TestOutputTopic<String, StudyEvent> log;
    private TestOutputTopic<String, StudyRecord> studies;
    private TestOutputTopic<String, TrialRecord> trials;

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "scheduler");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        settings.put("processing.exception.handler.global.enabled", true);
        driver =
                new TopologyTestDriver(
                        SchedulerTopology.build(
                                JSON, "me", 15, () -> slots, new SimpleMeterRegistry()),
                        settings);
        commands = in(Topic.STUDY_COMMANDS);
        events = in(Topic.TRIAL_EVENTS);
        clock = in(Topic.SCHEDULER_CLOCK);
        queue = out(Topic.TRIAL_QUEUE, StartTrial.class);
        stops = out(Topic.TRIAL_STOPS, StopTrial.class);
        log = out(Topic.STUDY_LOG, StudyEvent.class);
        studies = out(Topic.STUDIES, StudyRecord.class);
        trials = out(Topic.TRIALS, TrialRecord.class);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void queuesWhatATrainerNeedsForEachTrialOfANewStudy() {
        create(3, 2);

        List<StartTrial> queued = queue.readValuesToList();
        assertThat(queued).hasSize(2);
        assertThat(queued.getFirst().trial()).isEqualTo(FIRST);
        assertThat(queued.getFirst().attempt()).isEqualTo(1);
        assertThat(queued.getFirst().epochs()).isEqualTo(2);
        assertThat(queued.getFirst().seed()).isEqualTo(7);
        assertThat(queued.getFirst().hyperparameters().learningRate()).isBetween(1e-4, 1e-1);
    }

    @Test
    void createsAStudyOnceWhenTheCommandComesTwice() {
        create(3, 2);
        create(3, 2);

        assertThat(log.readValuesToList().stream())
                .filteredOn(StudyEvent.StudyCreated.class::isInstance)
                .hasSize(1);
        assertThat(queue.readValuesToList()).hasSize(2);
    }

    @Test
    void runsAStudyToItsEndAndTellsItsReaders() {
        create(3, 2);
        for (int number = 1; number <= 3; number++) {
            run(new TrialId(STUDY, number), 0.1 * number);
        }

        Map<String, StudyRecord> last = studies.readKeyValuesToMap();
        assertThat(last.get("fashion").state()).isEqualTo(StudyState.COMPLETED);
        assertThat(last.get("fashion").best().trial()).isEqualTo(new TrialId(STUDY, 3));
        Map<String, TrialRecord> final_ = trials.readKeyValuesToMap();
        assertThat(final_)
                .containsOnlyKeys("fashion/000000001", "fashion/000000002", "fashion/000000003");
        assertThat(final_.values())
                .allSatisfy(trial -> assertThat(trial.state()).isEqualTo(TrialState.COMPLETED));
    }

    @Test
    void tellsReadersOfManyEpochsAtOnceAndOfTheEndOfATrialWithoutDelay() {
        create(2, 2);
        driver.advanceWallClockTime(Readers.PATIENCE);
        trials.readKeyValuesToMap();

        // When
        send(started(FIRST, 1, A));
        send(epoch(FIRST, 1, 0.5));
        send(epoch(FIRST, 2, 0.6));
        assertThat(trials.isEmpty()).isTrue();
        driver.advanceWallClockTime(Readers.PATIENCE);

        // Then
        TrialRecord running = trials.readValue();
        assertThat(running.state()).isEqualTo(TrialState.RUNNING);
        assertThat(running.epochs()).hasSize(2);
        assertThat(trials.isEmpty()).isTrue();
        send(new TrialEvent.TrialCompleted(FIRST, 1, A));
        assertThat(trials.readValue().state()).isEqualTo(TrialState.COMPLETED);
    }

    @Test
    void answersACommandWithoutDelay() {
        create(2, 2);

        assertThat(studies.readValue().trials()).isEqualTo(Map.of(TrialState.WAITING, 2));
        assertThat(trials.readValuesToList()).hasSize(2);
    }

    @Test
    void losesATrialThatIsSilentForLongerThanItsLeaseAndQueuesItsNextAttempt() {
        create(1, 1);
        send(started(FIRST, 1, A));
        queue.readValuesToList();

        tick("me", 15);
        assertThat(queue.isEmpty()).isTrue();
        tick("me", 1);

        assertThat(queue.readValuesToList())
                .singleElement()
                .satisfies(next -> assertThat(next.attempt()).isEqualTo(2));
    }

    @Test
    void letsNoTimePassByATickThatComesAgain() {
        create(1, 1);
        send(started(FIRST, 1, A));
        queue.readValuesToList();

        for (int i = 0; i < 60; i++) {
            clock.pipeInput("me", new ClockTicked("me", 1));
        }

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void stopsATrialThatNobodyKnows() {
        create(1, 1);
        TrialId unknown = new TrialId(STUDY, 7);
        TrialId ofNoStudy = TrialId.parse("no-such-study-1");

        send(new TrialEvent.TrialHeartbeat(unknown, 1, A, 5));
        send(new TrialEvent.TrialHeartbeat(ofNoStudy, 1, A, 5));

        assertThat(stops.readValuesToList())
                .extracting(StopTrial::trial, StopTrial::execution, stop -> stop.stop().rule())
                .containsExactly(
                        tuple(unknown, A, Stop.Rule.SUPERSEDED),
                        tuple(ofNoStudy, A, Stop.Rule.SUPERSEDED));
    }

    @Test
    void setsAsideARecordWithTheKeyOfAnother() {
        create(1, 1);

        events.pipeInput("another", started(FIRST, 1, A));

        assertThat(copies().get(TrialRecord.key(FIRST)).state()).isEqualTo(TrialState.WAITING);
        assertThat(out(Topic.TRIAL_EVENTS.deadLetterName(), Object.class).getQueueSize()).isOne();
    }

    @Test
    void readsNoStateOfNobodyAndNoneFromBeforeTheEnd() {
        TestInputTopic<String, Object> states = in(Topic.TRIALS);
        create(1, 1);
        TrialRecord waiting = copies().get(TrialRecord.key(FIRST));
        send(started(FIRST, 1, A));
        send(new TrialEvent.TrialCompleted(FIRST, 1, A));

        states.pipeInput(waiting.key(), waiting);
        states.pipeInput(waiting.key(), (Object) null);
        states.pipeInput("fashion/000000009", waiting);

        assertThat(copies().get(waiting.key()).state()).isEqualTo(TrialState.COMPLETED);
        assertThat(copies().get("fashion/000000009")).isNull();
    }

    private KeyValueStore<String, TrialRecord> copies() {
        return driver.getKeyValueStore(ReadModel.TRIALS);
    }

    @Test
    void keepsATrialWhoseHeartbeatsArrive() {
        create(1, 1);
        send(started(FIRST, 1, A));
        queue.readValuesToList();

        for (int i = 0; i < 10; i++) {
            tick("me", 10);
            send(new TrialEvent.TrialHeartbeat(FIRST, 1, A, i));
        }

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void countsNoTimeButItsOwnWhateverTheWallClockSays() {
        create(1, 1);
        send(started(FIRST, 1, A));
        queue.readValuesToList();

        tick("another scheduler", 60);
        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void goesOnAfterARestartAsIfThereHadBeenNone() {
        create(3, 1);
        run(FIRST, 0.5);
        queue.readValuesToList();

        restart();
        run(new TrialId(STUDY, 2), 0.6);
        run(new TrialId(STUDY, 3), 0.4);

        StudyRecord study = studies.readKeyValuesToMap().get("fashion");
        assertThat(study.state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.trials()).isEqualTo(Map.of(TrialState.COMPLETED, 3));
        assertThat(study.best().trial()).isEqualTo(new TrialId(STUDY, 2));
    }

    @Test
    void asksTheTrainerToStopWhenAStudyIsCancelled() {
        create(1, 1);
        send(started(FIRST, 1, A));

        commands.pipeInput("fashion", new StudyCommand.CancelStudy("c-2", STUDY));

        StopTrial stop = stops.readValue();
        assertThat(stop.execution()).isEqualTo(A);
        assertThat(stop.stop().rule()).isEqualTo(Stop.Rule.CANCELLED);
    }

    @Test
    void refusesAZombieOfAStudyThatIsOver() {
        create(1, 1);
        run(FIRST, 0.5);

        send(started(FIRST, 1, new ExecutionId("zombie")));

        assertThat(stops.readValue().execution()).isEqualTo(new ExecutionId("zombie"));
    }

    private void create(int trials, int parallelism) {
        StudySpec spec =
                new StudySpec(
                        "fashion-mnist-sample",
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        new Budget(trials, 2, parallelism),
                        7,
                        new SamplerSpec.Random(),
                        CurveRules.DEFAULT,
                        1,
                        Point.of(Map.of("network", "simple-cnn")),
                        Map.of(
                                "learningRate",
                                new ParameterSpace.FloatRange(1e-4, 1e-1, true, null, Map.of())));
        commands.pipeInput(
                "fashion", new StudyCommand.CreateStudy("c-1", STUDY, spec, List.of(), null));
    }

    private void run(TrialId trial, double accuracy) {
        send(started(trial, 1, A));
        send(epoch(trial, 1, accuracy));
        send(new TrialEvent.TrialCompleted(trial, 1, A));
    }

    private static TrialEvent epoch(TrialId trial, int epoch, double accuracy) {
        return new TrialEvent.EpochCompleted(
                trial,
                1,
                A,
                new EpochMeasurement(epoch, 10 * epoch, 1, 0.5, 1, accuracy, 0.001, 1));
    }

    private static TrialEvent started(TrialId trial, int attempt, ExecutionId by) {
        return new TrialEvent.TrialStarted(
                trial, attempt, by, new TrainerId("trainer-1"), "cpu", 0);
    }

    private void send(TrialEvent event) {
        events.pipeInput(event.trial().study().value(), event);
    }

    private long ticks;

    private void tick(String scheduler, int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.pipeInput(scheduler, new ClockTicked(scheduler, ++ticks));
        }
    }

    /// As after `kill -9`: what Streams keeps is there, and nothing else.
    private void restart() {
        Map<String, List<KeyValue<String, Object>>> kept = new HashMap<>();
        STORES.forEach(store -> kept.put(store, all(store)));
        driver.close();
        start();
        kept.forEach((store, entries) ->
                entries.forEach(
                        entry -> driver.getKeyValueStore(store).put(entry.key, entry.value)));
    }

    private List<KeyValue<String, Object>> all(String store) {
        List<KeyValue<String, Object>> entries = new ArrayList<>();
        try (var all = driver.<String, Object>getKeyValueStore(store).all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    private TestInputTopic<String, Object> in(Topic topic) {
        return driver.createInputTopic(
                topic.topicName(),
                new StringSerializer(),
                new ObjectMapperSerde<>(Object.class, JSON).serializer(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Duration.ofSeconds(1));
    }

    private <V> TestOutputTopic<String, V> out(Topic topic, Class<V> type) {
        return out(topic.topicName(), type);
    }

    private <V> TestOutputTopic<String, V> out(String topic, Class<V> type) {
        return driver.createOutputTopic(
                topic,
                new StringDeserializer(),
                new ObjectMapperSerde<>(type, JSON).deserializer());
    }
}
