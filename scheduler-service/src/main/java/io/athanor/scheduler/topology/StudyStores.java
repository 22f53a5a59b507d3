package io.athanor.scheduler.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.EpochRecorded;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialDecision;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.study.Study;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// What the studies of a partition have come to, as Streams keeps it: a record a study, a record a
/// trial without its epochs, and a record an epoch, so that an epoch costs the same however many
/// came before.
final class StudyStores {
    static final String STUDIES = "studies-store";
    static final String TRIALS = "trials-store";
    static final String EPOCHS = "epochs-store";
    private static final int LAST_EPOCH = 999_999_999;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final KeyValueStore<String, StudyRecord> studies;
    private final KeyValueStore<String, TrialRecord> trials;
    private final KeyValueStore<String, EpochMeasurement> epochs;
    private final ProcessorContext<?, ?> context;

    StudyStores(ProcessorContext<?, ?> context) {
        this.context = context;
        this.studies = context.getStateStore(STUDIES);
        this.trials = context.getStateStore(TRIALS);
        this.epochs = context.getStateStore(EPOCHS);
    }

    /// @param supplier of a store by its name
    static List<StoreBuilder<?>> builders(
            ObjectMapper json, Function<String, KeyValueBytesStoreSupplier> supplier) {
        return List.of(
                // A study changes with most reports of each of its trials.
                builder(supplier.apply(STUDIES), StudyRecord.class, json).withCachingEnabled(),
                builder(supplier.apply(TRIALS), TrialRecord.class, json),
                builder(supplier.apply(EPOCHS), EpochMeasurement.class, json));
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> builder(
            KeyValueBytesStoreSupplier supplier, Class<V> type, ObjectMapper json) {
        return Stores.keyValueStoreBuilder(
                supplier, Serdes.String(), new ObjectMapperSerde<>(type, json));
    }

    List<StudyRecord> studies() {
        List<StudyRecord> all = new ArrayList<>();
        try (KeyValueIterator<String, StudyRecord> each = studies.all()) {
            each.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    Optional<Study> study(StudyId id) {
        return Optional.ofNullable(studies.get(id.value())).map(this::load);
    }

    Study load(StudyRecord study) {
        String prefix = TrialRecord.keyPrefix(study.id());
        Map<String, List<EpochMeasurement>> measured = new HashMap<>();
        try (var each = epochs.prefixScan(prefix, new StringSerializer())) {
            each.forEachRemaining(entry ->
                    measured.computeIfAbsent(trialOf(entry.key), _ -> new ArrayList<>())
                            .add(entry.value));
        }
        List<TrialRecord> all = new ArrayList<>();
        try (var each = trials.prefixScan(prefix, new StringSerializer())) {
            each.forEachRemaining(entry ->
                    all.add(entry.value.withEpochs(measured.getOrDefault(entry.key, List.of()))));
        }
        return Study.of(study, all, earlier(study.spec()));
    }

    /// The trials of the study to start from.
    List<TrialRecord> earlier(StudySpec spec) {
        StudyId warmStart = spec.warmStart();
        return warmStart == null
                ? List.of()
                : new EarlierTrials(context, () -> LockSupport.parkNanos(PAUSE.toNanos()))
                        .of(warmStart);
    }

    /// Keeps what the decisions, which were applied to `study`, changed.
    ///
    /// @param before the study's record as it was kept
    void keep(Study study, StudyRecord before, List<StudyEvent> decisions) {
        Set<TrialId> changed = new LinkedHashSet<>();
        boolean onlyEpochs = true;
        for (StudyEvent decision : decisions) {
            if (decision instanceof EpochRecorded(var trial, var measurement, _)) {
                epochs.put(key(trial, measurement.epoch()), measurement);
                continue;
            }
            onlyEpochs = false;
            if (decision instanceof TrialClaimed claimed) {
                forgetEpochsAfter(claimed.resumedFromEpoch(), claimed.trial());
            }
            if (decision instanceof TrialDecision about) {
                changed.add(about.trial());
            }
        }
        for (TrialId id : changed) {
            trials.put(TrialRecord.key(id), study.record(id).withEpochs(List.of()));
        }
        if (!onlyEpochs || !study.record().equals(before)) {
            studies.put(study.id().value(), study.record());
        }
    }

    private void forgetEpochsAfter(int last, TrialId trial) {
        List<String> keys = new ArrayList<>();
        try (var each = epochs.range(key(trial, last + 1), key(trial, LAST_EPOCH))) {
            each.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(epochs::delete);
    }

    private static String key(TrialId trial, int epoch) {
        return TrialRecord.key(trial) + "/" + TrialRecord.digits(epoch);
    }

    private static String trialOf(String epochKey) {
        return epochKey.substring(0, epochKey.lastIndexOf('/'));
    }
}
