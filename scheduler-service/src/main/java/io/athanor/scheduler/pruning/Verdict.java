package io.athanor.scheduler.pruning;

import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.Stop;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Why a trial is to stop.
///
/// @param values that are in the objective's unit, lower is better, by name
/// @param counts all other numbers, by name
public record Verdict(
        Stop.Rule rule, Map<String, Double> values, Map<String, Double> counts, String message) {

    /// By name, so that the same verdict always reads the same.
    public Verdict {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    Verdict and(String name, double count) {
        Map<String, Double> more = new LinkedHashMap<>(counts);
        more.put(name, count);
        return new Verdict(rule, values, more, message);
    }

    /// As people read it: the values as they were measured.
    ///
    /// @param iteration the last of the epoch that was judged
    public Stop toStop(Direction direction, int iteration) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        values.forEach((name, value) ->
                evidence.put(name, direction == Direction.MAXIMIZE ? 0.0 - value : value));
        StringBuilder text = new StringBuilder(message);
        evidence.forEach(
                (name, value) -> text.append(String.format(Locale.ROOT, "; %s %.4g", name, value)));
        counts.forEach((name, count) -> {
            evidence.put(name, count);
            text.append("; %s %s".formatted(name, plain(count)));
        });
        return new Stop(rule, iteration, evidence, text.toString());
    }

    private static String plain(double count) {
        return count == Math.rint(count)
                ? String.valueOf((long) count)
                : String.format(Locale.ROOT, "%.4g", count);
    }
}
