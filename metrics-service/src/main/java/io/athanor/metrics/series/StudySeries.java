package io.athanor.metrics.series;

import static java.util.Comparator.comparingLong;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyRecord.BestTrial;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
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

/// The series of studies. What the scheduler counts is shown from the study's newest record, so
/// that a record that comes twice changes nothing; what only the curves tell is counted here, from
/// 0 at each start. They go a while after the study's end.
@ApplicationScoped
public class StudySeries {
    private static final Duration[] BUCKETS = {
        Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15),
        Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2),
        Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(30),
        Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(4)
    };

    private final MeterRegistry registry;
    private final TrialOutcomes outcomes;
    private final SeriesConfig config;
    private final Map<StudyId, Series> studies = new HashMap<>();

    StudySeries(MeterRegistry registry, TrialOutcomes outcomes, SeriesConfig config) {
        this.registry = registry;
        this.outcomes = outcomes;
        this.config = config;
    }

    /// Shows what the scheduler last said of a study.
    public synchronized void show(StudyRecord newest, long now) {
        of(newest.id(), now).show(newest);
    }

    /// Counts what a trial's curve brought.
    public synchronized void count(
            StudyId study, int iterations, double samples, int epochs, long now) {
        Series series = of(study, now);
        series.iterations.increment(iterations);
        series.samples.increment(samples);
        series.epochs.increment(epochs);
    }

    /// Takes the duration of a trial that is over, once.
    public synchronized void ended(TrialRecord trial, long now) {
        if (trial.startedAt() == null || trial.endedAt() == null) {
            return;
        }
        Duration duration = Duration.between(trial.startedAt(), trial.endedAt());
        Series series = of(trial.id().study(), now);
        if (series.timed.add(trial.id().number())) {
            series.duration(Names.of(trial.state())).record(duration);
        }
    }

    /// Whether a study has been over for so long that it is shown no more.
    public boolean isPast(StudyRecord study, long now) {
        return study.state().isFinal()
                && study.closedAt() != null
                && now - study.closedAt().toEpochMilli() > config.studyLinger().toMillis();
    }

    /// Whether a trial has been over for so long that it is counted no more.
    public boolean isPast(TrialRecord trial, long now) {
        return trial.endedAt() != null
                && now - trial.endedAt().toEpochMilli() > config.studyLinger().toMillis();
    }

    /// Removes the series of studies that are over, or of which only curves were seen here, once
    /// nothing has been heard of them for a while. Beyond the cap those that ended first go at
    /// once; of a study of which only curves were seen, nobody knows that it ended, but its silence
    /// may tell.
    public synchronized void sweep(long now) {
        int tooMany = studies.size() - config.studies();
        List<Map.Entry<StudyId, Series>> over =
                studies.entrySet().stream()
                        .filter(study -> study.getValue().isOver(now))
                        .sorted(comparingLong(study -> study.getValue().endedAt()))
                        .toList();
        for (int i = 0; i < over.size(); i++) {
            long silent = now - over.get(i).getValue().touchedAt;
            if (i < tooMany || silent > config.studyLinger().toMillis()) {
                release(over.get(i).getKey());
            }
        }
    }

    /// Removes the series of a study that another process is about to own.
    public synchronized void release(StudyId study) {
        Series series = studies.remove(study);
        if (series != null) {
            series.remove();
        }
    }

    private Series of(StudyId study, long now) {
        Series series = studies.computeIfAbsent(study, Series::new);
        series.touchedAt = now;
        return series;
    }

    private final class Series {
        private final Tags study;
        private final List<Meter> meters = new ArrayList<>();
        private final Set<Integer> timed = new HashSet<>();
        private final Counter iterations;
        private final Counter samples;
        private final Counter epochs;
        private volatile @Nullable StudyRecord newest;
        private boolean bestShown;
        private long touchedAt;

        Series(StudyId id) {
            study = Tags.of("study", id.value());
            iterations = counter("athanor_iterations_total", "Iterations trained");
            samples = counter("athanor_samples_total", "Images trained on");
            epochs = counter("athanor_epochs_total", "Epochs trained");
        }

        void show(StudyRecord record) {
            boolean first = newest == null;
            newest = record;
            outcomes.show(record);
            if (first) {
                showCounts();
            }
            if (record.best() != null && !bestShown) {
                bestShown = true;
                gauge(
                        "athanor_study_best_objective",
                        "Objective of the best trial so far",
                        study,
                        now -> objective(now.best()));
            }
        }

        boolean isOver(long now) {
            StudyRecord record = newest;
            return record == null
                    ? now - touchedAt > config.silence().toMillis()
                    : record.state().isFinal();
        }

        /// As far as it is known here.
        long endedAt() {
            StudyRecord record = newest;
            return record == null || record.closedAt() == null
                    ? touchedAt
                    : record.closedAt().toEpochMilli();
        }

        void remove() {
            meters.forEach(registry::remove);
            StudyRecord record = newest;
            if (record != null) {
                outcomes.remove(record.id());
            }
        }

        private void showCounts() {
            for (StudyState state : StudyState.values()) {
                gauge(
                        "athanor_study_state",
                        "1 for the state that the study is in, 0 for the others",
                        study.and("state", Names.of(state)),
                        now -> now.state() == state ? 1 : 0);
            }
            for (TrialState state : TrialState.values()) {
                ToDoubleFunction<StudyRecord> count = now -> now.trials().getOrDefault(state, 0);
                gauge(
                        "athanor_trials",
                        "Trials in each state",
                        study.and("state", Names.of(state)),
                        count);
            }
            for (Stop.Rule rule : Stop.Rule.values()) {
                functionCounter(
                        "athanor_stops_total",
                        "Trials that were stopped, by the rule that did",
                        study.and("rule", Names.of(rule)),
                        now -> now.stops().getOrDefault(rule, 0));
            }
            for (AttemptOutcome outcome : AttemptOutcome.values()) {
                functionCounter(
                        "athanor_attempts_total",
                        "Attempts that were followed by another of the same trial, by their end",
                        study.and("outcome", Names.of(outcome)),
                        now -> now.attempts().getOrDefault(outcome, 0));
            }
            functionCounter(
                    "athanor_epochs_saved_total",
                    "Epochs that stopped trials did not train",
                    study,
                    StudyRecord::epochsSaved);
        }

        Timer duration(String outcome) {
            Timer timer =
                    Timer.builder("athanor_trial_duration")
                            .description("From the start of a trial's first attempt to its end")
                            .tags(study.and("outcome", outcome))
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry);
            if (!meters.contains(timer)) {
                meters.add(timer);
            }
            return timer;
        }

        private Counter counter(String name, String help) {
            Counter counter =
                    Counter.builder(name).description(help).tags(study).register(registry);
            meters.add(counter);
            return counter;
        }

        private void gauge(
                String name, String help, Tags tags, ToDoubleFunction<StudyRecord> value) {
            meters.add(
                    Gauge.builder(name, this, series -> series.read(value))
                            .description(help)
                            .tags(tags)
                            .strongReference(true)
                            .register(registry));
        }

        private void functionCounter(
                String name, String help, Tags tags, ToDoubleFunction<StudyRecord> value) {
            meters.add(
                    FunctionCounter.builder(name, this, series -> series.read(value))
                            .description(help)
                            .tags(tags)
                            .register(registry));
        }

        private double read(ToDoubleFunction<StudyRecord> value) {
            StudyRecord record = newest;
            return record == null ? 0 : value.applyAsDouble(record);
        }
    }

    private static double objective(@Nullable BestTrial best) {
        return best == null ? Double.NaN : best.objective();
    }
}
