package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Why a trial is to stop, so that people can check it.
///
/// @param rule the rule that judged
/// @param iteration the last iteration that the rule had seen; 0 where none mattered
/// @param evidence the numbers it saw and the thresholds it held them against, by name
/// @param message the same as a sentence
public record Stop(Rule rule, int iteration, Map<String, Double> evidence, String message) {

    public enum Rule {
        /// The smoothed loss no longer falls.
        @JsonProperty("plateau")
        PLATEAU,
        /// The losses' regression line no longer falls.
        @JsonProperty("slope")
        SLOPE,
        /// The epochs no longer improve a metric.
        @JsonProperty("patience")
        PATIENCE,
        /// The test loss rose above its lowest.
        @JsonProperty("generalisation-loss")
        GENERALISATION_LOSS,
        /// The smoothed loss reached its goal or passed its bound.
        @JsonProperty("threshold")
        THRESHOLD,
        /// The smoothed loss has not improved for too long by the clock.
        @JsonProperty("no-progress")
        NO_PROGRESS,
        /// The smoothed loss rose far above its lowest.
        @JsonProperty("divergence")
        DIVERGENCE,
        /// The loss is still that of guessing.
        @JsonProperty("not-learning")
        NOT_LEARNING,
        /// A loss was NaN or infinite: the trial ends as infeasible.
        @JsonProperty("non-finite")
        NON_FINITE,
        /// A person stopped the trial or its study.
        @JsonProperty("cancelled")
        CANCELLED,
        /// Another execution of the trial counts, or the trial is over: nothing of this one does.
        @JsonProperty("superseded")
        SUPERSEDED
    }

    public Stop {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    public static Stop of(Rule rule, String message) {
        return new Stop(rule, 0, Map.of(), message);
    }
}
