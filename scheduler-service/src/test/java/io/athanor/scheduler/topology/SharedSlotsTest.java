package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two partitions, each with a scheduler of its own: what one tells of its studies reaches the copy
/// of the other.
class SharedSlotsTest {
    private static final ExecutionId EXECUTION = new ExecutionId("e");
    private static final int SLOTS = 8;

    private int slots = SLOTS;

    @TempDir Path state;
    private Replica one;
    private Replica other;

    @BeforeEach
    void start() {
        one = new Replica("one");
        other = new Replica("other");
    }

    @AfterEach
    void stop() {
        one.driver.close();
        other.driver.close();
    }

    @Test
    void aStudyAloneHasAllSlotsAndOneTrialAheadForEach() {
        one.create("first", 100);

        assertThat(one.queued()).hasSize(2 * SLOTS);
    }

    @Test
    void aStudyTakesItsShareBesideOneOfAnotherPartition() {
        one.create("first", 100);
        tell();

        other.create("second", 100);

        assertThat(other.queued()).hasSize(SLOTS / 2 + 1);
    }

    @Test
    void aStudyThatHadAllSlotsProposesNothingUntilItHasNoMoreThanItsShare() {
        // Given
        one.create("first", 100);
        tell();
        other.create("second", 100);
        tell();
        List<TrialId> all = one.queued();

        // When all but its share are over, one after the other
        List<TrialId> more = new ArrayList<>();
        int share = SLOTS / 2 + 1;
        for (TrialId trial : all.subList(0, all.size() - share)) {
            one.train(trial);
            more.addAll(one.queued());
        }

        // Then
        assertThat(more).isEmpty();
        one.train(all.getLast());
        assertThat(one.queued()).hasSize(1);
    }

    @Test
    void whatAStudyNoLongerWantsTheOthersHaveAtTheNextTick() {
        // Given
        one.create("first", 100);
        tell();
        other.create("second", 100);
        other.queued();
        tell();

        // When
        one.send(new StudyCommand.CancelStudy("cancel", new StudyId("first")));
        tell();
        other.tick();

        // Then it has all slots and one ahead for each
        assertThat(other.queued()).hasSize(2 * SLOTS - (SLOTS / 2 + 1));
    }

    @Test
    void aStudyThatWantsMoreThanTheCopyKnowsGetsItsShareOfThatMany() {
        // Given
        one.create("first", 100);
        tell();
        other.create("second", 1);
        tell();

        // When
        other.send(new StudyCommand.ChangeStudy("more", new StudyId("second"), null, 100, null));

        // Then
        assertThat(other.queued()).hasSize(SLOTS / 2 + 1);
    }

    @Test
    void slotsThatBecomeReadyAreSharedAtTheNextTick() {
        one.create("first", 100);
        tell();
        other.create("second", 100);
        other.tick();
        other.queued();

        slots = 2 * SLOTS;
        other.tick();

        // A share of 8 and two ahead, where it had one of 4 and one ahead.
        assertThat(other.queued()).hasSize(10 - 5);
    }

    @Test
    void manyStudiesHaveOneTrialEachInTheQueue() {
        for (int i = 1; i <= 50; i++) {
            (i % 2 == 0 ? one : other).create("many-" + i, 100);
            tell();
        }
        one.queued();
        other.queued();

        one.create("last", 100);

        assertThat(one.queued()).hasSize(1);
    }

    /// What the studies topics say reaches both.
    private void tell() {
        one.copyTo(other);
        other.copyTo(one);
    }

    private final class Replica {
        private final Serializer<Object> json =
                new ObjectMapperSerde<>(Object.class, SchedulerTopologyTest.JSON).serializer();
        private final Deserializer<StartTrial> start =
                new ObjectMapperSerde<>(StartTrial.class, SchedulerTopologyTest.JSON)
                        .deserializer();
        private final TopologyTestDriver driver;
        private final String name;
        private long seconds;

        Replica(String name) {
            this.name = name;
            Properties settings = new Properties();
            settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "scheduler");
            settings.put(StreamsConfig.STATE_DIR_CONFIG, state.resolve(name).toString());
            driver =
                    new TopologyTestDriver(
                            SchedulerTopology.build(
                                    SchedulerTopologyTest.JSON,
                                    name,
                                    15,
                                    () -> slots,
                                    new SimpleMeterRegistry()),
                            settings);
        }

        void create(String study, int parallelism) {
            send(
                    new StudyCommand.CreateStudy(
                            "c", new StudyId(study), spec(parallelism), List.of(), null));
        }

        void send(StudyCommand command) {
            pipe(Topic.STUDY_COMMANDS, command.study().value(), command);
        }

        void train(TrialId trial) {
            String study = trial.study().value();
            pipe(
                    Topic.TRIAL_EVENTS,
                    study,
                    new TrialEvent.TrialStarted(trial, 1, EXECUTION, new TrainerId("t"), "cpu", 0));
            pipe(Topic.TRIAL_EVENTS, study, new TrialEvent.TrialCompleted(trial, 1, EXECUTION));
        }

        void tick() {
            pipe(Topic.SCHEDULER_CLOCK, name, new ClockTicked(name, ++seconds));
        }

        private void pipe(Topic topic, String key, Object value) {
            driver.createInputTopic(topic.topicName(), new StringSerializer(), json)
                    .pipeInput(key, value);
        }

        /// The trials that came to the queue since it was asked last.
        List<TrialId> queued() {
            return driver
                    .createOutputTopic(
                            Topic.TRIAL_QUEUE.topicName(), new StringDeserializer(), start)
                    .readValuesToList()
                    .stream()
                    .map(StartTrial::trial)
                    .toList();
        }

        void copyTo(Replica reader) {
            driver.advanceWallClockTime(Readers.PATIENCE);
            String studies = Topic.STUDIES.topicName();
            Serializer<byte[]> bytes = (_, value) -> value;
            Deserializer<byte[]> same = (_, value) -> value;
            driver.createOutputTopic(studies, new StringDeserializer(), same)
                    .readKeyValuesToMap()
                    .forEach((key, value) ->
                            reader.driver
                                    .createInputTopic(studies, new StringSerializer(), bytes)
                                    .pipeInput(key, value));
        }
    }

    private static StudySpec spec(int parallelism) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                new Budget(1_000, 1, parallelism),
                7,
                new SamplerSpec.Random(),
                CurveRules.DEFAULT,
                1,
                Point.of(Map.of()),
                Map.of("dropout", new ParameterSpace.FloatRange(0, 0.5, false, null, Map.of())));
    }
}
