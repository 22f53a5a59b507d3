package io.athanor.scheduler.space;

import io.athanor.contracts.DataSetShape;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Optimizer;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.network.ImpossibleShape;
import io.athanor.contracts.network.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Whether hyperparameters, each of them allowed, go together and with the images of a data set.
final class Feasibility {
    /// Combinations of a space that are tried, at most.
    private static final int MOST = 5_000;

    /// Values of a range that are tried.
    private static final int VALUES = 8;

    private Feasibility() {}

    /// A hyperparameter and what is wrong with it.
    record Obstacle(String name, String problem) {}

    static Optional<Obstacle> obstacle(DataSetShape data, Point fixed, Point point) {
        return obstacle(data, Points.complete(fixed, point));
    }

    private static Optional<Obstacle> obstacle(DataSetShape data, Hyperparameters asked) {
        if (asked.classes() == 1 || asked.classes() > data.classes()) {
            return Optional.of(
                    new Obstacle(
                            "classes",
                            "%d: 0 for all, or 2 to the %d of %s"
                                    .formatted(asked.classes(), data.classes(), data.name())));
        }
        int classes = asked.classes() == 0 ? data.classes() : asked.classes();
        int weights = asked.loss().classWeights().size();
        if (weights != 0 && weights != classes) {
            return Optional.of(
                    new Obstacle(
                            "loss.classWeights",
                            "%d weights: one for each of %d classes, or none"
                                    .formatted(weights, classes)));
        }
        if (asked.optimizer() == Optimizer.SGD && asked.nesterov() && asked.dampening() > 0) {
            return Optional.of(
                    new Obstacle("nesterov", "true: only where dampening is 0, as in PyTorch"));
        }
        try {
            Networks.build(asked, data.image(), classes);
            return Optional.empty();
        } catch (ImpossibleShape e) {
            return Optional.of(
                    new Obstacle(
                            "network",
                            "images of %s cannot go through it: %s"
                                    .formatted(data.image(), e.getMessage())));
        }
    }

    /// What is in the way of every trial of a space; empty where some can be trained. The others
    /// end as infeasible.
    static Optional<Obstacle> obstacle(
            DataSetShape data, Point fixed, Map<String, ParameterSpace> space) {
        List<Optional<Obstacle>> tried = tried(data, fixed, space);
        return tried.stream().allMatch(Optional::isPresent) ? tried.getFirst() : Optional.empty();
    }

    /// Combinations of what the space has, and what is in the way of each.
    static List<Optional<Obstacle>> tried(
            DataSetShape data, Point fixed, Map<String, ParameterSpace> space) {
        List<Map<String, Object>> points = List.of(Map.of());
        for (var parameter : space.entrySet()) {
            if (matters(parameter.getKey()) && points.size() * VALUES <= MOST) {
                points = with(points, parameter.getKey(), values(parameter.getValue()));
            }
        }
        return points.stream().map(point -> obstacle(data, fixed, Point.of(point))).toList();
    }

    /// Whether obstacles can depend on it.
    private static boolean matters(String name) {
        return name.startsWith("blocks.")
                || name.startsWith("loss.classWeights")
                || List.of(
                                Catalogue.NETWORK,
                                Catalogue.DEPTH,
                                Catalogue.KERNEL,
                                Catalogue.STRIDE,
                                Catalogue.PADDING,
                                Catalogue.POOLING,
                                Catalogue.RESIDUAL,
                                Catalogue.ATTENTION,
                                Catalogue.CLASSES,
                                Catalogue.OPTIMIZER,
                                Catalogue.NESTEROV,
                                Catalogue.DAMPENING)
                        .stream()
                        .anyMatch(known -> known.name().equals(name));
    }

    private static List<Map<String, Object>> with(
            List<Map<String, Object>> points, String name, List<Object> values) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Map<String, Object> point : points) {
            for (Object value : values) {
                Map<String, Object> with = new TreeMap<>(point);
                with.put(name, value);
                all.add(with);
            }
        }
        return all;
    }

    /// The choices, or the ends of a range and some between.
    private static List<Object> values(ParameterSpace parameter) {
        return switch (parameter) {
            case Categorical categorical -> categorical.choices().stream().limit(VALUES).toList();
            case FloatRange range -> List.of(range.low(), range.high());
            case IntRange range -> {
                long steps = (range.high() - range.low()) / range.stepOrOne();
                long shown = Math.min(steps, VALUES - 1);
                yield LongStream.rangeClosed(0, shown)
                        .map(i -> shown == 0 ? 0 : i * steps / shown)
                        .mapToObj(i -> (Object) (range.low() + i * range.stepOrOne()))
                        .toList();
            }
        };
    }
}
