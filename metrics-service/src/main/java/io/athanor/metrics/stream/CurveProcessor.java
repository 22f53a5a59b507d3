package io.athanor.metrics.stream;

import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.CurveEnded;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialCurve.WeightsMeasured;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.Folded;
import io.athanor.metrics.curve.TrialWeights;
import io.athanor.metrics.series.Delays;
import io.athanor.metrics.series.ForgottenStates;
import io.athanor.metrics.series.StudySeries;
import io.athanor.metrics.series.TrialSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Folds each record into its trial's curve, forwards stops and shows the series.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
final class CurveProcessor implements Processor<String, TrialCurve, String, StopTrial> {
    private static final Logger LOG = Logger.getLogger(CurveProcessor.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /// Curves that a sweep looks at and keeps, and that it deletes at most: records wait meanwhile.
    private static final int LOOKED_AT = 5;

    private static final int DELETED = 100;

    /// The series that the curves feed.
    record Shown(
            TrialSeries trials, StudySeries studies, Delays delays, ForgottenStates forgotten) {}

    private final Duration retention;
    private final Shown shown;
    private ProcessorContext<String, StopTrial> context;
    private KeyValueStore<String, Curve> curves;
    private KeyValueStore<String, TrialWeights> weights;
    private @Nullable String nextLookedAt;

    CurveProcessor(Duration retention, Shown shown) {
        this.retention = retention;
        this.shown = shown;
    }

    @Override
    public void init(ProcessorContext<String, StopTrial> context) {
        this.context = context;
        this.curves = context.getStateStore(MetricsTopology.CURVES);
        this.weights = context.getStateStore(MetricsTopology.WEIGHTS);
        UnreadableStates.forget(curves, shown.forgotten().of(MetricsTopology.CURVES));
        UnreadableStates.forget(weights, shown.forgotten().of(MetricsTopology.WEIGHTS));
        showLive();
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, TrialCurve> record) {
        TrialCurve message = record.value();
        Keys.check(record.key(), message.trial().toString());
        long now = context.currentSystemTimeMs();
        shown.delays().lag(now - record.timestamp());
        String trial = message.trial().toString();
        Curve curve = curves.get(trial);
        if (curve == null && message instanceof CurveStarted started) {
            curve = new Curve(started, record.timestamp());
            curves.put(trial, curve);
            shown.trials().update(this, curve, now);
        } else if (curve == null) {
            LOG.debugf("ignored a curve without a start: trialId=%s", trial);
        } else if (message instanceof WeightsMeasured measured) {
            keep(curve, measured);
        } else {
            Folded folded = curve.apply(message, record.timestamp());
            folded.stop().ifPresent(stop -> say(record, stop));
            if (folded.changed()) {
                curves.put(trial, curve);
                show(curve, message, folded, record.timestamp());
            }
        }
    }

    @Override
    public void close() {
        shown.trials().release(this);
    }

    private void keep(Curve curve, WeightsMeasured measured) {
        if (curve.counts(measured)) {
            String trial = measured.trial().toString();
            boolean resumed = curve.started().firstIteration() > 1;
            weights.put(trial, TrialWeights.add(weights.get(trial), measured, resumed));
        }
    }

    private void say(Record<String, TrialCurve> record, StopTrial stop) {
        context.forward(record.withKey(stop.trial().toString()).withValue(stop));
        LOG.infof(
                "stop said: trialId=%s attempt=%d rule=%s iteration=%d: %s",
                stop.trial(),
                stop.attempt(),
                stop.stop().rule(),
                stop.stop().iteration(),
                stop.stop().message());
    }

    private void show(Curve curve, TrialCurve message, Folded folded, long timestamp) {
        long now = context.currentSystemTimeMs();
        shown.trials().update(this, curve, now);
        shown.studies()
                .count(
                        message.trial().study(),
                        folded.iterations(),
                        folded.samples(),
                        folded.epochs(),
                        now);
        if (message instanceof CurveEnded ended
                && ended.outcome() == Outcome.STOPPED
                && curve.stop().isPresent()) {
            shown.delays().stop(timestamp - curve.stopDueAt());
        }
    }

    private void showLive() {
        try (KeyValueIterator<String, Curve> all = curves.all()) {
            while (all.hasNext()) {
                shown.trials().update(this, all.next().value, context.currentSystemTimeMs());
            }
        }
    }

    private void sweep(long now) {
        shown.trials().sweep(now);
        shown.studies().sweep(now);
        expire(now);
    }

    /// Goes round all curves, a few at a time. So one may stay longer than it must, but not when
    /// many are due.
    private void expire(long now) {
        List<String> past = new ArrayList<>();
        try (KeyValueIterator<String, Curve> rest = curves.range(nextLookedAt, null)) {
            int kept = 0;
            while (kept < LOOKED_AT && past.size() < DELETED && rest.hasNext()) {
                KeyValue<String, Curve> entry = rest.next();
                if (now - entry.value.heardAt() > retention.toMillis()) {
                    past.add(entry.key);
                } else {
                    kept++;
                }
            }
            nextLookedAt = rest.hasNext() ? rest.peekNextKey() : null;
        }
        past.forEach(curves::delete);
        past.forEach(weights::delete);
    }
}
