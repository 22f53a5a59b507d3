package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Stop;
import io.athanor.metrics.Curves;
import java.util.List;
import java.util.stream.IntStream;

/// Made-up trainings of 20 epochs of 782 iterations, with noise of 12 % of the loss.
final class Simulation {
    static final int EPOCH = 782;
    static final int ITERATIONS = 20 * EPOCH;

    private Simulation() {}

    /// A curve that falls to a true plateau early, one that does so late, a power law that never
    /// flattens, and one that never learns.
    enum Shape {
        FAST,
        MID,
        SLOW,
        FLAT;

        double mean(int t) {
            return switch (this) {
                case FAST -> 0.7 + 1.6 * Math.exp(-t / 800.0);
                case MID -> 0.5 + 1.8 * Math.exp(-t / 3000.0);
                case SLOW -> 0.3 + 2.0 / Math.sqrt(1 + t / 400.0);
                case FLAT -> 2.303;
            };
        }
    }

    /// @param stops the iteration of the stop, or the last, of each run, in ascending order
    /// @param savedPercent of the iterations, at the median stop
    /// @param leftPercent by which the mean would still have fallen, of its end
    record Result(List<Integer> stops, double savedPercent, double leftPercent) {}

    static Result run(Shape shape, CurveRules rules, int runs) {
        List<Integer> stops =
                IntStream.range(0, runs)
                        .map(seed -> stop(shape, rules, seed))
                        .sorted()
                        .boxed()
                        .toList();
        double median = (stops.get((runs - 1) / 2) + stops.get(runs / 2)) / 2.0;
        double end = shape.mean(ITERATIONS - 1);
        return new Result(
                stops,
                100 * (1 - median / ITERATIONS),
                100 * (shape.mean((int) median - 1) - end) / end);
    }

    private static int stop(Shape shape, CurveRules rules, int seed) {
        return JudgedCurve.firstStop(rules, EPOCH, Curves.noisy(ITERATIONS, seed, shape::mean))
                .map(Stop::iteration)
                .orElse(ITERATIONS);
    }
}
