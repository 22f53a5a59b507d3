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
        /// Its best value was worse than the median of its peers'.
        @JsonProperty("median")
        MEDIAN,
        /// Its best value was not among the best of its peers'.
        @JsonProperty("percentile")
        PERCENTILE,
        /// It was not among the best of its rung.
        @JsonProperty("asha")
        ASHA,
        /// It was not among the best of its rung, in its bracket.
        @JsonProperty("hyperband")
        HYPERBAND,
        /// Its epochs became worse.
        @JsonProperty("patient")
        PATIENT,
        /// An epoch's value was beyond the study's bounds.
        @JsonProperty("epoch-threshold")
        EPOCH_THRESHOLD,
        /// Its study has what it wanted, or has seen too many trials fail.
        @JsonProperty("study-over")
        STUDY_OVER,
        /// A person stopped the trial or its study.
        @JsonProperty("cancelled")
        CANCELLED,
        /// Another execution of the trial counts, or the trial is over: nothing of this one does.
        @JsonProperty("superseded")
        SUPERSEDED;

        /// Whether the trial was compared with others: the scheduler's own rules.
        public boolean prunes() {
            return switch (this) {
                case MEDIAN, PERCENTILE, ASHA, HYPERBAND, PATIENT, EPOCH_THRESHOLD -> true;
                case PLATEAU,
                        SLOPE,
                        PATIENCE,
                        GENERALISATION_LOSS,
                        THRESHOLD,
                        NO_PROGRESS,
                        DIVERGENCE,
                        NOT_LEARNING,
                        NON_FINITE,
                        STUDY_OVER,
                        CANCELLED,
                        SUPERSEDED ->
                        false;
            };
        }
    }

    public Stop {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    public static Stop of(Rule rule, String message) {
        return new Stop(rule, 0, Map.of(), message);
    }
}
