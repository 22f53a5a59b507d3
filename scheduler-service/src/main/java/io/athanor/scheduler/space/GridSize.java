package io.athanor.scheduler.space;

import io.athanor.contracts.ParameterSpace;
import java.util.Map;

/// How many combinations a grid has.
final class GridSize {
    static final int MAX = 100_000;

    private GridSize() {}

    /// The combinations of `space`, more than there are where some parameters are conditional. A
    /// range that has no steps counts as one value, and as a fault.
    static double count(Map<String, ParameterSpace> space, Faults faults) {
        double combinations = 1;
        for (Map.Entry<String, ParameterSpace> parameter : space.entrySet()) {
            combinations *=
                    switch (parameter.getValue()) {
                        case ParameterSpace.Categorical(var choices, _, _) -> choices.size();
                        case ParameterSpace.IntRange range ->
                                (double) ((range.high() - range.low()) / range.stepOrOne() + 1);
                        case ParameterSpace.FloatRange(
                                        double low,
                                        double high,
                                        _,
                                        Double step,
                                        _) ->
                                step == null
                                        ? endless(parameter.getKey(), faults)
                                        : Steps.count(low, high, step);
                    };
        }
        if (combinations > MAX) {
            faults.note(
                    "space",
                    null,
                    "at most %d combinations".formatted(MAX),
                    "space: %.0f combinations, a grid has at most %d".formatted(combinations, MAX));
        }
        return combinations;
    }

    private static double endless(String name, Faults faults) {
        faults.missing(
                "space.%s.step".formatted(name), "a grid needs a step here, or a list of choices");
        return 1;
    }
}
