package io.athanor.metrics.http;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.LossPoint;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A curve as tables. Losses that are not finite are written `NaN` and `Infinity`.
final class Csv {
    private Csv() {}

    /// All points that are kept; a cell is empty where only the other loss is kept.
    static String losses(Curve curve) {
        Map<Integer, Float> losses = byIteration(curve.points());
        Map<Integer, Float> smoothed = byIteration(curve.smoothed());
        TreeMap<Integer, Float> all = new TreeMap<>(losses);
        all.putAll(smoothed);
        StringBuilder table = new StringBuilder("iteration,loss,smoothed\n");
        for (int iteration : all.keySet()) {
            table.append(iteration)
                    .append(',')
                    .append(cell(losses.get(iteration)))
                    .append(',')
                    .append(cell(smoothed.get(iteration)))
                    .append('\n');
        }
        return table.toString();
    }

    static String epochs(Curve curve) {
        return "epoch,iterations,trainLoss,trainAccuracy,testLoss,testAccuracy,validationLoss,validationAccuracy,learningRate,seconds\n"
                + curve.epochs().stream().map(Csv::row).collect(Collectors.joining());
    }

    private static String row(EpochMeasurement epoch) {
        return Stream.of(
                        epoch.epoch(),
                        epoch.iterations(),
                        epoch.trainLoss(),
                        epoch.trainAccuracy(),
                        epoch.testLoss(),
                        epoch.testAccuracy(),
                        cell(epoch.validationLoss()),
                        cell(epoch.validationAccuracy()),
                        epoch.learningRate(),
                        epoch.seconds())
                .map(String::valueOf)
                .collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(@Nullable Number value) {
        return value == null ? "" : value.toString();
    }

    private static Map<Integer, Float> byIteration(Iterable<LossPoint> points) {
        Map<Integer, Float> losses = new TreeMap<>();
        points.forEach(point -> losses.put(point.iteration(), point.loss()));
        return losses;
    }
}
