package io.athanor.metrics.stream;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.metrics.series.ForgottenStates;
import io.athanor.metrics.series.StudySeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// Shows each study's newest record, and keeps it so that it is shown after a restart too.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
final class StudyProcessor implements Processor<String, StudyRecord, Void, Void> {
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final StudySeries series;
    private final ForgottenStates forgotten;
    private final Set<StudyId> shown = new HashSet<>();
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, StudyRecord> studies;

    StudyProcessor(StudySeries series, ForgottenStates forgotten) {
        this.series = series;
        this.forgotten = forgotten;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        this.studies = context.getStateStore(MetricsTopology.STUDIES);
        UnreadableStates.forget(studies, forgotten.of(MetricsTopology.STUDIES));
        forEach(study -> show(study, context.currentSystemTimeMs()));
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::forgetPast);
    }

    @Override
    public void process(Record<String, StudyRecord> record) {
        StudyRecord study = record.value();
        Keys.check(record.key(), study.id().value());
        long now = context.currentSystemTimeMs();
        StudyRecord known = studies.get(record.key());
        if (known != null && known.over()) {
            return; // An older state that comes again does not bring it back.
        }
        if (series.isPast(study, now)) {
            studies.delete(record.key());
            return;
        }
        show(study, now);
        studies.put(record.key(), study);
    }

    @Override
    public void close() {
        shown.forEach(series::release);
    }

    private void show(StudyRecord study, long now) {
        shown.add(study.id());
        series.show(study, now);
    }

    private void forgetPast(long now) {
        List<StudyRecord> past = new ArrayList<>();
        forEach(study -> {
            if (series.isPast(study, now)) {
                past.add(study);
            }
        });
        for (StudyRecord study : past) {
            studies.delete(study.id().value());
            series.release(study.id());
            shown.remove(study.id());
        }
    }

    private void forEach(Consumer<StudyRecord> action) {
        try (KeyValueIterator<String, StudyRecord> all = studies.all()) {
            all.forEachRemaining(entry -> action.accept(entry.value));
        }
    }
}
