package io.athanor.metrics.series;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialState;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `athanor_trials_total`. Micrometer refuses it beside the gauge `athanor_trials`, for in
/// OpenMetrics a counter's family has the name without `_total`. Without a type, both can be.
@Singleton
class TrialOutcomes extends Collector {
    private static final String NAME = "athanor_trials_total";

    private final Map<StudyId, StudyRecord> newest = new ConcurrentHashMap<>();

    @SuppressWarnings("deprecation") // The registry of Quarkus is on the older client still.
    TrialOutcomes(PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(this);
    }

    void show(StudyRecord study) {
        newest.put(study.id(), study);
    }

    void remove(StudyId study) {
        newest.remove(study);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples.Sample> samples =
                newest.values().stream().flatMap(study -> samples(study).stream()).toList();
        return List.of(
                new MetricFamilySamples(
                        NAME, Type.UNKNOWN, "Trials that are over, by how they ended", samples));
    }

    private static List<MetricFamilySamples.Sample> samples(StudyRecord study) {
        return Arrays.stream(TrialState.values())
                .filter(TrialState::isFinal)
                .map(state ->
                        new MetricFamilySamples.Sample(
                                NAME,
                                List.of("study", "outcome"),
                                List.of(study.id().value(), Names.of(state)),
                                study.trials().getOrDefault(state, 0)))
                .toList();
    }
}
