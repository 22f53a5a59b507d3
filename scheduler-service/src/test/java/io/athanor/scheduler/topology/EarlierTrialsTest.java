package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.study.Shares;
import io.athanor.scheduler.study.Study;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlierTrialsTest {
    private static final StudyId STUDY = new StudyId("fashion");
    private static final TrialId FIRST = new TrialId(STUDY, 1);

    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private final Deque<Runnable> arriving = new ArrayDeque<>();
    private KeyValueStore<String, StudyRecord> studies;
    private KeyValueStore<String, TrialRecord> trials;

    @BeforeEach
    void openStores() {
        studies = open(ReadModel.STUDIES, StudyRecord.class);
        trials = open(ReadModel.TRIALS, TrialRecord.class);
    }

    @Test
    void waitsForTheCopyToHaveAllTrialsAndTheirEnds() {
        // Given a copy that hears one after the other of the study, its trial, and their ends
        Study study = study();
        arriving.add(show(study.record()));
        arriving.add(show(study.record(FIRST)));
        study.apply(new TrialClosed(FIRST, TrialState.COMPLETED, null, null, Instant.EPOCH));
        study.apply(new StudyClosed(STUDY, StudyState.COMPLETED, null, Instant.EPOCH));
        arriving.add(show(study.record()));
        arriving.add(show(study.record(FIRST)));

        // When
        List<TrialRecord> earlier =
                new EarlierTrials(context, () -> arriving.remove().run()).of(STUDY);

        // Then
        assertThat(earlier)
                .singleElement()
                .satisfies(trial -> assertThat(trial.state()).isEqualTo(TrialState.COMPLETED));
        assertThat(arriving).isEmpty();
    }

    @Test
    void givesUpOnTrialsThatNeverCome() {
        assertThatThrownBy(() -> new EarlierTrials(context, () -> {}).of(STUDY))
                .hasMessage("not all trials of study fashion are here");
    }

    private static Study study() {
        Study study =
                Study.of(
                        Study.create(
                                new StudyCommand.CreateStudy(
                                        "c", STUDY, StudyProcessorTest.spec(), List.of(), null),
                                Instant.EPOCH),
                        List.of());
        study.next(Shares.of(1), Instant.EPOCH).forEach(study::apply);
        return study;
    }

    private Runnable show(StudyRecord study) {
        return () -> studies.put(study.id().value(), study);
    }

    private Runnable show(TrialRecord trial) {
        return () -> trials.put(trial.key(), trial);
    }

    private <V> KeyValueStore<String, V> open(String name, Class<V> type) {
        Serde<V> values = new ObjectMapperSerde<>(type, SchedulerTopologyTest.JSON);
        StateStore store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                        .withLoggingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
        return context.getStateStore(name);
    }
}
