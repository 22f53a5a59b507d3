package io.athanor.metrics.stream;

import io.athanor.contracts.TrialRecord;
import io.athanor.metrics.series.StudySeries;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Takes the durations of trials that are over.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
final class TrialProcessor implements Processor<String, TrialRecord, Void, Void> {
    private final StudySeries series;
    private ProcessorContext<Void, Void> context;

    TrialProcessor(StudySeries series) {
        this.series = series;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, TrialRecord> record) {
        TrialRecord trial = record.value();
        Keys.check(record.key(), trial.key());
        long now = context.currentSystemTimeMs();
        if (trial.state().isFinal() && !series.isPast(trial, now)) {
            series.ended(trial, now);
        }
    }
}
