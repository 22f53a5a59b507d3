package io.athanor.metrics.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.LossPoint;
import io.athanor.metrics.curve.Resampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial's curve as people see it. JSON has no NaN and no infinity: null stands for both.
///
/// @param points losses as they were, the extremes among them
/// @param smoothed the moving average that the rules judge
public record TrialLosses(
        String trial, List<Point> points, List<Point> smoothed, List<Epoch> epochs) {

    /// Written as `[iteration, loss]`.
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"iteration", "loss"})
    record Point(int iteration, @Nullable Float loss) {}

    /// An [EpochMeasurement]; without validation images their values are left out.
    record Epoch(
            int epoch,
            int iterations,
            @Nullable Double trainLoss,
            @Nullable Double trainAccuracy,
            @Nullable Double testLoss,
            @Nullable Double testAccuracy,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double validationLoss,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double validationAccuracy,
            @Nullable Double learningRate,
            @Nullable Double seconds) {}

    static TrialLosses of(Curve curve, LossesQuery query) {
        return new TrialLosses(
                curve.started().trial().toString(),
                points(curve.points(), query),
                points(curve.smoothed(), query),
                epochs(curve).stream()
                        .filter(epoch -> epoch.iterations() >= query.from())
                        .toList());
    }

    static List<Epoch> epochs(Curve curve) {
        return curve.epochs().stream().map(TrialLosses::epoch).toList();
    }

    private static List<Point> points(List<LossPoint> points, LossesQuery query) {
        List<LossPoint> asked =
                points.stream().filter(point -> point.iteration() >= query.from()).toList();
        return Resampling.atMost(query.points(), asked).stream()
                .map(point ->
                        new Point(
                                point.iteration(),
                                Float.isFinite(point.loss()) ? point.loss() : null))
                .toList();
    }

    private static Epoch epoch(EpochMeasurement epoch) {
        return new Epoch(
                epoch.epoch(),
                epoch.iterations(),
                finite(epoch.trainLoss()),
                finite(epoch.trainAccuracy()),
                finite(epoch.testLoss()),
                finite(epoch.testAccuracy()),
                finite(epoch.validationLoss()),
                finite(epoch.validationAccuracy()),
                finite(epoch.learningRate()),
                finite(epoch.seconds()));
    }

    private static @Nullable Double finite(@Nullable Double value) {
        return value != null && Double.isFinite(value) ? value : null;
    }
}
