package io.athanor.scheduler.search;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.space.Points;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A search space that was found valid: its parameters with the parents of each condition before
/// those that depend on them.
final class Space {
    private final Map<String, Object> fixed;
    private final Map<String, ParameterSpace> parameters;
    private final List<Axis> axes;

    private Space(Map<String, Object> fixed, Map<String, ParameterSpace> parameters) {
        this.fixed = fixed;
        this.parameters = parameters;
        this.axes =
                parameters.entrySet().stream()
                        .map(parameter -> Axis.of(parameter.getKey(), parameter.getValue()))
                        .toList();
    }

    /// @throws IllegalArgumentException when the conditions form a cycle
    static Space of(StudySpec study) {
        return of(study.fixed().values(), study.space());
    }

    private static Space of(Map<String, Object> fixed, Map<String, ParameterSpace> parameters) {
        Map<String, ParameterSpace> ordered = new LinkedHashMap<>();
        Map<String, ParameterSpace> left = new LinkedHashMap<>(parameters);
        while (!left.isEmpty()) {
            List<String> ready =
                    left.entrySet().stream()
                            .filter(entry ->
                                    entry.getValue().when().keySet().stream()
                                            .noneMatch(left::containsKey))
                            .map(Map.Entry::getKey)
                            .toList();
            if (ready.isEmpty()) {
                throw new IllegalArgumentException(
                        "conditions of %s form a cycle".formatted(left.keySet()));
            }
            ready.forEach(name -> ordered.put(name, left.remove(name)));
        }
        return new Space(fixed, ordered);
    }

    /// The parameters of those names, where the others have the values of `point`.
    Space part(Collection<String> names, Point point) {
        Map<String, Object> others = new LinkedHashMap<>(fixed);
        others.putAll(point.values());
        Map<String, ParameterSpace> kept = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            if (names.contains(name)) {
                others.remove(name);
                kept.put(name, parameter);
            }
        });
        return new Space(others, kept);
    }

    /// The parameters, those that conditions are about before those that have the conditions.
    List<Axis> axes() {
        return axes;
    }

    /// Whether a parameter is to be set beside these values.
    boolean holds(Axis axis, Map<String, Object> values) {
        return holds(axis.parameter(), values);
    }

    /// The coordinate of `point` on each axis; NaN where it has none.
    double[] coordinates(Point point) {
        return axes.stream()
                .mapToDouble(axis -> {
                    Object value = point.values().get(axis.name());
                    return value == null ? Double.NaN : axis.coordinate(value);
                })
                .toArray();
    }

    /// `point` without the parameters of this space whose conditions do not hold in it.
    Point consistent(Point point) {
        Map<String, Object> values = new LinkedHashMap<>(point.values());
        parameters.forEach((name, parameter) -> {
            if (!holds(parameter, values)) {
                values.remove(name);
            }
        });
        return Point.of(values);
    }

    /// Whether two points ask for the same training: what one leaves out, the other may set to its
    /// default.
    boolean isSame(Point one, Point other) {
        Point given = Point.of(fixed);
        return Points.complete(given, one).equals(Points.complete(given, other));
    }

    Point draw(RandomGenerator random) {
        Map<String, Object> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            // Drawn in any case: whether a condition holds must not shift what follows.
            Object value = draw(parameter, random);
            if (holds(parameter, values)) {
                values.put(name, value);
            }
        });
        return Point.of(values);
    }

    boolean isFinite() {
        return parameters.values().stream()
                .noneMatch(
                        parameter -> parameter instanceof FloatRange range && range.step() == null);
    }

    /// Every point of a finite space, once, the last parameter changing fastest.
    Stream<Point> points() {
        return points(new ArrayList<>(parameters.keySet()), Map.of()).map(Point::of);
    }

    private Stream<Map<String, Object>> points(List<String> names, Map<String, Object> values) {
        if (names.isEmpty()) {
            return Stream.of(values);
        }
        String name = names.getFirst();
        List<String> rest = names.subList(1, names.size());
        ParameterSpace parameter = parameters.get(name);
        if (parameter == null || !holds(parameter, values)) {
            return points(rest, values);
        }
        return values(parameter)
                .flatMap(value -> {
                    Map<String, Object> with = new LinkedHashMap<>(values);
                    with.put(name, value);
                    return points(rest, with);
                });
    }

    private boolean holds(ParameterSpace parameter, Map<String, Object> values) {
        return parameter.when().entrySet().stream()
                .allMatch(condition -> {
                    Object value = value(condition.getKey(), values);
                    return value != null
                            && condition.getValue().stream()
                                    .anyMatch(wanted -> same(wanted, value));
                });
    }

    private @Nullable Object value(String name, Map<String, Object> values) {
        Object value = values.get(name);
        return value == null ? fixed.get(name) : value;
    }

    /// 64 and 64.0 are one value: JSON does not tell them apart.
    private static boolean same(Object wanted, Object value) {
        if (wanted instanceof Number a && value instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return wanted.equals(value);
    }

    private static Object draw(ParameterSpace parameter, RandomGenerator random) {
        return switch (parameter) {
            case FloatRange range when range.log() ->
                    Math.clamp(
                            Math.exp(
                                    between(random, Math.log(range.low()), Math.log(range.high()))),
                            range.low(),
                            range.high());
            case FloatRange(double low, double high, _, Double step, _) when step != null ->
                    stepped(low, high, step, random.nextLong(steps(low, high, step) + 1));
            case FloatRange range -> between(random, range.low(), range.high());
            // Half a step beyond each end, so that the ends are as likely as the others.
            case IntRange range when range.log() ->
                    Math.clamp(
                            Math.round(
                                    Math.exp(
                                            between(
                                                    random,
                                                    Math.log(range.low() - 0.5),
                                                    Math.log(range.high() + 0.5)))),
                            range.low(),
                            range.high());
            case IntRange range ->
                    range.low()
                            + random.nextLong((range.high() - range.low()) / range.stepOrOne() + 1)
                                    * range.stepOrOne();
            case Categorical categorical ->
                    categorical.choices().get(random.nextInt(categorical.choices().size()));
        };
    }

    private static Stream<Object> values(ParameterSpace parameter) {
        return switch (parameter) {
            case FloatRange(double low, double high, _, Double step, _) when step != null ->
                    LongStream.rangeClosed(0, steps(low, high, step))
                            .mapToObj(index -> stepped(low, high, step, index));
            case FloatRange _ ->
                    throw new IllegalStateException("a float without a step has no list of values");
            case IntRange range ->
                    LongStream.iterate(
                                    range.low(),
                                    value -> value <= range.high(),
                                    value -> value + range.stepOrOne())
                            .mapToObj(value -> value);
            case Categorical categorical -> categorical.choices().stream();
        };
    }

    private static double between(RandomGenerator random, double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /// The value after that many steps; rounding does not carry it beyond the end.
    private static double stepped(double low, double high, double step, long steps) {
        return Math.min(low + steps * step, high);
    }

    /// Steps that fit between the ends, rounding errors such as 0.3 / 0.1 forgiven.
    private static long steps(double low, double high, double step) {
        return (long) Math.floor((high - low) / step + 1e-9);
    }
}
