package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `trial-curves`: what a trial measures, in order. First write wins for (trial, attempt,
/// iteration) and (trial, attempt, epoch).
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(TrialCurve.CurveStarted.class),
    @JsonSubTypes.Type(TrialCurve.IterationsCompleted.class),
    @JsonSubTypes.Type(TrialCurve.EpochMeasured.class),
    @JsonSubTypes.Type(TrialCurve.WeightsMeasured.class),
    @JsonSubTypes.Type(TrialCurve.CurveEnded.class)
})
public sealed interface TrialCurve {
    TrialId trial();

    int attempt();

    ExecutionId execution();

    /// What the rules need to judge the curve that follows. It travels with the curve, so that a
    /// replay of the curve alone takes the same decisions.
    ///
    /// @param firstIteration the first iteration that this execution will report: 1, or the one
    ///   after the checkpoint it resumed from
    @JsonTypeName("curve-started")
    record CurveStarted(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            TrainerId trainer,
            String device,
            String dataset,
            @Required int classes,
            @Required int epochs,
            @Required int iterationsPerEpoch,
            @Required int firstIteration,
            Hyperparameters hyperparameters,
            CurveRules curveRules)
            implements TrialCurve {}

    /// The losses of consecutive iterations, one a batch.
    ///
    /// @param firstIteration the number of the first of them; iterations count from 1
    /// @param samples images that these iterations trained on, in all
    @JsonTypeName("iterations-completed")
    record IterationsCompleted(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            @Required int firstIteration,
            Losses losses,
            @Required int samples,
            @Required double learningRate)
            implements TrialCurve {}

    @JsonTypeName("epoch-measured")
    record EpochMeasured(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            EpochMeasurement measurement)
            implements TrialCurve {}

    /// The weights and biases after an epoch; epoch 0 is the start.
    @JsonTypeName("weights-measured")
    record WeightsMeasured(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            int epoch,
            List<ParameterStatistics> parameters)
            implements TrialCurve {
        public WeightsMeasured {
            parameters = List.copyOf(parameters);
        }
    }

    /// Nothing follows from this execution.
    @JsonTypeName("curve-ended")
    record CurveEnded(
            TrialId trial,
            @Required int attempt,
            ExecutionId execution,
            int iterations,
            Outcome outcome)
            implements TrialCurve {}

    /// How an execution ended, as its trainer saw it.
    enum Outcome {
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("stopped")
        STOPPED,
        @JsonProperty("infeasible")
        INFEASIBLE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("released")
        RELEASED
    }

    /// One weight or bias tensor.
    ///
    /// @param name PyTorch's name, `features.0.weight`
    /// @param expectedDeviation what the theory of its initialisation gives
    /// @param histogram counts in [#BINS] equal bins from `low` to `high`
    /// @param filters of the first convolution, row by row and at most [#MAX_FILTERS]; null for
    ///   others
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ParameterStatistics(
            String name,
            double mean,
            double deviation,
            double expectedDeviation,
            double low,
            double high,
            List<Integer> histogram,
            @Nullable Filters filters) {
        public static final int BINS = 50;
        public static final int MAX_FILTERS = 64;

        public ParameterStatistics {
            histogram = List.copyOf(histogram);
        }
    }

    /// A convolution's filters as images.
    ///
    /// @param values filter, input channel, row, column
    record Filters(int count, int channels, int height, int width, List<Float> values) {
        public Filters {
            values = List.copyOf(values);
        }
    }
}
