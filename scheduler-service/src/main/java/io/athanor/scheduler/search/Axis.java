package io.athanor.scheduler.search;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import java.util.List;
import java.util.stream.IntStream;

/// A parameter as numbers: its value, the logarithm of it where it is log, or the index of its
/// choice.
///
/// @param low of the values
/// @param high of the values
/// @param step between the values; 0 where they are continuous
/// @param choices their number, where they have no order; else 0
record Axis(
        String name,
        ParameterSpace parameter,
        double low,
        double high,
        boolean log,
        double step,
        int choices) {

    private static final int MOST = 5;

    static Axis of(String name, ParameterSpace parameter) {
        return switch (parameter) {
            case FloatRange(double low, double high, boolean log, Double step, _) ->
                    new Axis(name, parameter, low, high, log, step == null ? 0 : step, 0);
            case IntRange range ->
                    new Axis(
                            name,
                            parameter,
                            range.low(),
                            range.high(),
                            range.log(),
                            range.stepOrOne(),
                            0);
            case Categorical(var choices, boolean ordered, _) ->
                    new Axis(
                            name,
                            parameter,
                            0,
                            choices.size() - 1,
                            false,
                            ordered ? 1 : 0,
                            ordered ? 0 : choices.size());
        };
    }

    boolean isSingle() {
        return low == high;
    }

    /// Where the coordinates begin: half a step before the first value.
    double from() {
        return scaled(low - step / 2);
    }

    double to() {
        return scaled(high + step / 2);
    }

    double scaled(double value) {
        return log ? Math.log(value) : value;
    }

    double unscaled(double coordinate) {
        return log ? Math.exp(coordinate) : coordinate;
    }

    /// All values where they are few, else some that are spread over the range.
    List<Object> samples() {
        double many = choices > 0 ? choices : step > 0 && !log ? (high - low) / step + 1 : MOST;
        int count = (int) Math.round(Math.min(many, choices > 0 ? many : MOST));
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    double share = count == 1 ? 0 : i / (count - 1.0);
                    return value(scaled(low) + share * (scaled(high) - scaled(low)));
                })
                .distinct()
                .toList();
    }

    /// The coordinate of a value; NaN for one that the parameter cannot have.
    double coordinate(Object value) {
        if (parameter instanceof Categorical(var options, _, _)) {
            int index = options.indexOf(value);
            return index < 0 ? Double.NaN : index;
        }
        double number = value instanceof Number some ? some.doubleValue() : Double.NaN;
        return number >= low && number <= high ? scaled(number) : Double.NaN;
    }

    /// The value nearest to a coordinate.
    Object value(double coordinate) {
        double number = Math.clamp(unscaled(coordinate), low, high);
        if (step > 0) {
            number = Math.min(low + Math.rint((number - low) / step) * step, high);
        }
        return switch (parameter) {
            case FloatRange _ -> number;
            case IntRange _ -> Math.round(number);
            case Categorical(var options, _, _) -> options.get((int) Math.round(number));
        };
    }
}
