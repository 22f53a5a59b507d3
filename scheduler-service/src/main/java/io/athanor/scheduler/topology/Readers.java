package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.study.Study;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Sends those who read the topics `studies` and `trials` what changed, once for all that changed
/// within [#PATIENCE]: a trial's record grows with each epoch, and nobody reads all of them.
///
/// What waits here is lost with the transaction, or the process, that it belongs to. So what will
/// not change again must not wait, and whoever takes over sends the rest once more.
final class Readers {
    static final Duration PATIENCE = Duration.ofMillis(200);

    private final ProcessorContext<String, Object> context;
    private final Function<StudyId, Study> current;
    private final Set<StudyId> studies = new LinkedHashSet<>();
    private final Set<TrialId> trials = new LinkedHashSet<>();
    private @Nullable Cancellable timer;

    /// @param current the study as it is
    Readers(ProcessorContext<String, Object> context, Function<StudyId, Study> current) {
        this.context = context;
        this.current = current;
    }

    void changed(StudyId study) {
        studies.add(study);
        wake();
    }

    void changed(TrialId trial) {
        trials.add(trial);
        wake();
    }

    /// A timer that always ran would commit a transaction each time.
    private void wake() {
        if (timer == null) {
            timer =
                    context.schedule(
                            PATIENCE,
                            PunctuationType.WALL_CLOCK_TIME,
                            _ -> tell(_ -> true, _ -> true));
        }
    }

    /// Sends at once what is known to have changed of a trial.
    void tell(TrialId trial) {
        tell(_ -> false, trial::equals);
    }

    /// Sends at once all that is known to have changed of a study.
    void tell(StudyId study) {
        tell(study::equals, trial -> trial.study().equals(study));
    }

    private void tell(Predicate<StudyId> whichStudies, Predicate<TrialId> whichTrials) {
        trials.removeIf(id -> {
            if (whichTrials.test(id)) {
                TrialRecord trial = current.apply(id.study()).record(id);
                send(Topic.TRIALS, trial.key(), trial);
                return true;
            }
            return false;
        });
        studies.removeIf(id -> {
            if (whichStudies.test(id)) {
                send(Topic.STUDIES, id.value(), current.apply(id).record());
                return true;
            }
            return false;
        });
        if (studies.isEmpty() && trials.isEmpty()) {
            close();
        }
    }

    private void send(Topic topic, String key, Object value) {
        context.forward(
                new Record<>(key, value, context.currentSystemTimeMs()),
                SchedulerTopology.sink(topic));
    }

    /// Forgets what was to be sent.
    void close() {
        studies.clear();
        trials.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
