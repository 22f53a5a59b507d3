package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/// The trials of the study to start from, of whatever partition, as this replica's copy of all
/// state has them. That study is over, so whoever reads its trials, and whenever, reads the same;
/// but the copy may be a moment behind the one that the request was checked against.
final class EarlierTrials {
    private static final int MOST_PAUSES = 1_000;

    private final KeyValueStore<String, StudyRecord> studies;
    private final KeyValueStore<String, TrialRecord> trials;
    private final Runnable pause;

    /// @param pause lets the copy, which another thread keeps, get on
    EarlierTrials(ProcessorContext<?, ?> context, Runnable pause) {
        this.studies = context.getStateStore(ReadModel.STUDIES);
        this.trials = context.getStateStore(ReadModel.TRIALS);
        this.pause = pause;
    }

    /// By number.
    ///
    /// @throws IllegalStateException when they are still not all there after a thousand pauses
    List<TrialRecord> of(StudyId study) {
        for (int pauses = 0; pauses < MOST_PAUSES; pauses++) {
            List<TrialRecord> found = found(study);
            if (isOver(study, found)) {
                return found;
            }
            pause.run();
        }
        throw new IllegalStateException("not all trials of study %s are here".formatted(study));
    }

    private List<TrialRecord> found(StudyId study) {
        List<TrialRecord> found = new ArrayList<>();
        try (var each = trials.prefixScan(TrialRecord.keyPrefix(study), new StringSerializer())) {
            each.forEachRemaining(entry -> found.add(entry.value));
        }
        return found;
    }

    private boolean isOver(StudyId id, List<TrialRecord> found) {
        StudyRecord study = studies.get(id.value());
        return study != null
                && study.state().isFinal()
                && found.size() == study.proposed()
                && found.stream().allMatch(trial -> trial.state().isFinal());
    }
}
