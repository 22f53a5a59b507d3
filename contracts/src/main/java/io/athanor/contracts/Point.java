package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A point of a search space: a value for each parameter, by its dotted name (`learningRate`,
/// `schedule.factor`). Values are String, Long, Double or Boolean; parameters whose condition does
/// not hold are absent. Two points are equal when they set the same parameters to the same values.
public record Point(@JsonValue SortedMap<String, Object> values) {

    public Point {
        SortedMap<String, Object> copy = new TreeMap<>();
        values.forEach((name, value) -> copy.put(name, scalar(name, value)));
        values = Collections.unmodifiableSortedMap(copy);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Point of(Map<String, Object> values) {
        return new Point(new TreeMap<>(values));
    }

    private static Object scalar(String name, Object value) {
        return switch (value) {
            case Integer i -> i.longValue();
            case Long l -> l;
            case Float f -> f.doubleValue();
            case Double d -> d;
            case String s -> s;
            case Boolean b -> b;
            default ->
                    throw new IllegalArgumentException(
                            "%s %s: a text, a number or a boolean".formatted(name, value));
        };
    }
}
