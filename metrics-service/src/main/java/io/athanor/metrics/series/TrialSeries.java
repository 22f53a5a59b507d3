package io.athanor.metrics.series;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The series of live trials. A trial's series go one scrape after its curve ended (or a minute,
/// where nobody scrapes), and when nothing has been heard of it for a while. More trials than the
/// cap get none until others end.
@ApplicationScoped
public class TrialSeries {
    private static final Duration UNSCRAPED = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final SeriesConfig config;
    private final Counter dropped;
    private final Map<TrialId, Live> live = new HashMap<>();
    private final Set<TrialId> withoutSeries = new HashSet<>();

    TrialSeries(MeterRegistry registry, SeriesConfig config) {
        this.registry = registry;
        this.config = config;
        this.dropped =
                Counter.builder("athanor_trial_series_dropped_total")
                        .description("Live trials that got no series because of the cap")
                        .register(registry);
    }

    /// Shows the newest values of a trial that lives, and marks the end of one that ended.
    ///
    /// @param owner whose trial it is; see [#release]
    public synchronized void update(Object owner, Curve curve, long now) {
        TrialId trial = curve.started().trial();
        boolean ended = curve.outcome().isPresent();
        Live known = live.get(trial);
        if (known == null) {
            if (ended || now - curve.heardAt() > config.silence().toMillis()) {
                withoutSeries.remove(trial);
                return;
            }
            if (live.size() >= config.trials()) {
                if (withoutSeries.add(trial)) {
                    dropped.increment();
                }
                return;
            }
            withoutSeries.remove(trial);
            known = new Live(owner, curve);
            live.put(trial, known);
        }
        known.owner = owner;
        known.show(curve);
        known.endedAt = ended ? Math.min(known.endedAt, now) : Long.MAX_VALUE;
        known.scrapedSinceEnd &= ended;
    }

    /// Removes the series whose time has come.
    public synchronized void sweep(long now) {
        if (live.size() < config.trials()) {
            withoutSeries.clear();
        }
        live.values()
                .removeIf(trial -> {
                    boolean over = trial.isOver(now);
                    if (over) {
                        trial.remove();
                    }
                    return over;
                });
    }

    /// Removes the series of trials that another process is about to own.
    public synchronized void release(Object owner) {
        live.values()
                .removeIf(trial -> {
                    boolean owned = trial.owner.equals(owner);
                    if (owned) {
                        trial.remove();
                    }
                    return owned;
                });
    }

    /// One trial's series. Scrapes read the values on other threads.
    private final class Live {
        private Object owner;
        private final Tags tags;
        private final List<Meter> meters = new ArrayList<>();
        private CurveStarted shown;
        private Meter info;
        private boolean measured;

        private volatile double loss;
        private volatile double smoothedLoss;
        private volatile double learningRate;
        private volatile int epoch;
        private volatile double trainAccuracy;
        private volatile double testAccuracy;
        private volatile boolean scrapedSinceEnd;
        private volatile long endedAt = Long.MAX_VALUE;
        private long heardAt;

        Live(Object owner, Curve curve) {
            this.owner = owner;
            this.shown = curve.started();
            TrialId trial = shown.trial();
            this.tags = Tags.of("study", trial.study().value(), "trial", trial.toString());
            this.info = info(shown);
            gauge("athanor_trial_loss", "Loss of the newest iteration", tags, Live::scrapedLoss);
            gauge(
                    "athanor_trial_loss_smoothed",
                    "Moving average of the losses of the iterations",
                    tags,
                    trialNow -> trialNow.smoothedLoss);
            gauge(
                    "athanor_trial_epoch",
                    "Epochs that the trial has finished",
                    tags,
                    trialNow -> trialNow.epoch);
            gauge(
                    "athanor_trial_learning_rate",
                    "Learning rate of the newest iteration",
                    tags,
                    trialNow -> trialNow.learningRate);
        }

        void show(Curve curve) {
            heardAt = curve.heardAt();
            loss = curve.loss();
            smoothedLoss = curve.smoothedLoss();
            learningRate = curve.learningRate();
            show(curve.lastEpoch().orElse(null));
            if (!curve.started().equals(shown)) {
                shown = curve.started();
                registry.remove(info);
                info = info(shown);
            }
        }

        /// @param last null where an attempt that starts over has finished none
        private void show(@Nullable EpochMeasurement last) {
            epoch = last == null ? 0 : last.epoch();
            trainAccuracy = last == null ? Double.NaN : last.trainAccuracy();
            testAccuracy = last == null ? Double.NaN : last.testAccuracy();
            if (last != null) {
                showAccuracy();
            }
        }

        boolean isOver(long now) {
            boolean ended = endedAt != Long.MAX_VALUE;
            return (ended && (scrapedSinceEnd || now - endedAt > UNSCRAPED.toMillis()))
                    || now - heardAt > config.silence().toMillis();
        }

        void remove() {
            registry.remove(info);
            meters.forEach(registry::remove);
        }

        private double scrapedLoss() {
            scrapedSinceEnd = endedAt != Long.MAX_VALUE;
            return loss;
        }

        private void showAccuracy() {
            if (measured) {
                return;
            }
            measured = true;
            String help = "Share of images classified rightly in the newest epoch";
            gauge(
                    "athanor_trial_accuracy",
                    help,
                    tags.and("split", "train"),
                    trialNow -> trialNow.trainAccuracy);
            gauge(
                    "athanor_trial_accuracy",
                    help,
                    tags.and("split", "test"),
                    trialNow -> trialNow.testAccuracy);
        }

        private void gauge(String name, String help, Tags labels, ToDoubleFunction<Live> value) {
            meters.add(
                    Gauge.builder(name, this, value)
                            .description(help)
                            .tags(labels)
                            .strongReference(true)
                            .register(registry));
        }

        private Meter info(CurveStarted started) {
            return Gauge.builder("athanor_trial_info", () -> 1)
                    .description("Where and what a live trial trains; always 1")
                    .tags(tags)
                    .tag("trainer", started.trainer().value())
                    .tag("device", started.device())
                    .tag("dataset", started.dataset())
                    .tag("network", Names.of(started.hyperparameters().network()))
                    .tag("optimizer", Names.of(started.hyperparameters().optimizer()))
                    .strongReference(true)
                    .register(registry);
        }
    }
}
