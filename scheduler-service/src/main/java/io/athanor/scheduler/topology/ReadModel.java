package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/// The state of all studies and trials, as every replica of the scheduler holds it: a copy of the
/// topics `studies` and `trials`, behind what was decided by the time of a commit.
///
/// Its methods throw [InvalidStateStoreException] while the service starts and the copy is not
/// there yet.
@ApplicationScoped
public class ReadModel {
    static final String STUDIES = "all-studies";
    static final String TRIALS = "all-trials";

    private final KafkaStreams streams;
    private final Restored restored;

    ReadModel(KafkaStreams streams, Restored restored) {
        this.streams = streams;
        this.restored = restored;
    }

    public Optional<StudyRecord> study(StudyId study) {
        return Optional.ofNullable(this.<StudyRecord>store(STUDIES).get(study.value()));
    }

    /// All studies, by name.
    public List<StudyRecord> studies() {
        try (KeyValueIterator<String, StudyRecord> all = this.<StudyRecord>store(STUDIES).all()) {
            return values(all);
        }
    }

    public Optional<TrialRecord> trial(TrialId trial) {
        return Optional.ofNullable(this.<TrialRecord>store(TRIALS).get(TrialRecord.key(trial)));
    }

    /// The trials of a study, by number.
    public List<TrialRecord> trials(StudyId study) {
        List<TrialRecord> trials = new ArrayList<>();
        trials(study, trials::add);
        return trials;
    }

    /// Shows the trials of a study to `each`, one after the other, by number.
    public void trials(StudyId study, Consumer<TrialRecord> each) {
        try (KeyValueIterator<String, TrialRecord> all =
                this.<TrialRecord>store(TRIALS)
                        .prefixScan(TrialRecord.keyPrefix(study), new StringSerializer())) {
            all.forEachRemaining(entry -> each.accept(entry.value));
        }
    }

    private <V> ReadOnlyKeyValueStore<String, V> store(String name) {
        // While the copy is read from the topics it can be asked already, and would know nothing.
        if (!restored.isWhole()) {
            throw new InvalidStateStoreException("the copy of the topics is being read");
        }
        return streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }

    private static <V> List<V> values(KeyValueIterator<String, V> all) {
        List<V> values = new ArrayList<>();
        all.forEachRemaining(entry -> values.add(entry.value));
        return values;
    }
}
