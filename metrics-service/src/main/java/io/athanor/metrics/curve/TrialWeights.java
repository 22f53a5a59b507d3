package io.athanor.metrics.curve;

import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.TrialCurve.WeightsMeasured;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of a trial's weights and biases: their statistics at the start and after the latest
/// epoch. Not part of the [Curve], which is read and written with every record.
///
/// @param start null where the execution went on from a checkpoint and none before was heard of
/// @param latest null before the first epoch
public record TrialWeights(
        int attempt, ExecutionId execution, @Nullable Weights start, @Nullable Weights latest) {

    /// After `epoch`; epoch 0 is the start.
    public record Weights(int epoch, List<ParameterStatistics> parameters) {}

    /// `known` with what was measured now. An execution that starts over leaves nothing of the one
    /// before.
    ///
    /// @param resumed whether the execution went on from a checkpoint
    public static TrialWeights add(
            @Nullable TrialWeights known, WeightsMeasured measured, boolean resumed) {
        Weights start = null;
        Weights latest = null;
        if (known != null && (resumed || known.execution().equals(measured.execution()))) {
            start = known.start();
            latest = known.latest();
        }
        Weights now = new Weights(measured.epoch(), measured.parameters());
        if (measured.epoch() == 0) {
            start = now;
        } else if (latest == null || latest.epoch() <= now.epoch()) {
            latest = now;
        }
        return new TrialWeights(measured.attempt(), measured.execution(), start, latest);
    }
}
