package io.athanor.trainer.schedule;

import io.athanor.contracts.Schedule;
import java.util.function.IntToDoubleFunction;

/// A scheduler whose rate follows from the step and the rate before it.
///
/// Where PyTorch has a recursive and a closed form of a schedule, `step()` without an argument uses
/// the recursive one, and the two differ in the last digits: so do these. After a warm-up
/// `SequentialLR` begins with `step(0)`, which uses the closed one. Cosines are those of
/// `StrictMath`, which are the same on every machine.
interface Rule {

    /// The rate of step 0.
    double first();

    /// The rate of step 0 after a warm-up.
    default double firstAfterWarmup() {
        return first();
    }

    /// @param step from 1
    /// @param rate of the step before
    double next(int step, double rate);

    /// @param base the rate that the user asked for
    /// @param total steps from the warm-up's end to the end of the training, 1 or more
    static Rule of(Schedule schedule, double base, int total) {
        return switch (schedule) {
            case Schedule.Constant _, Schedule.ReduceOnPlateau _ -> new Scaled(base, _ -> 1);
            case Schedule.Step s ->
                    new Scaled(base, step -> step % s.stepSize() == 0 ? s.gamma() : 1);
            case Schedule.MultiStep s ->
                    new Scaled(base, step -> s.milestones().contains(step) ? s.gamma() : 1);
            case Schedule.Exponential s -> new Scaled(base, _ -> s.gamma());
            case Schedule.Cosine s ->
                    new CosineAnnealing(
                            base, s.minLearningRate(), s.steps() == 0 ? total : s.steps());
            case Schedule.CosineRestarts s ->
                    new WarmRestarts(base, s.minLearningRate(), s.firstSteps(), s.growth());
            case Schedule.OneCycle s -> OneCycle.of(s, base, total);
        };
    }

    /// `ConstantLR`, `StepLR`, `MultiStepLR`, `ExponentialLR`: the rate before, times a factor.
    record Scaled(double first, IntToDoubleFunction factor) implements Rule {
        @Override
        public double next(int step, double rate) {
            return rate * factor.applyAsDouble(step);
        }
    }

    /// `CosineAnnealingLR`.
    record CosineAnnealing(double first, double lowest, int steps) implements Rule {

        @Override
        public double firstAfterWarmup() {
            return lowest + (first - lowest) * 2 / 2;
        }

        @Override
        public double next(int step, double rate) {
            if (Math.floorMod((long) step - 1 - steps, 2L * steps) == 0) {
                return rate + (first - lowest) * (1 - StrictMath.cos(Math.PI / steps)) / 2;
            }
            return (1 + StrictMath.cos(Math.PI * step / steps))
                            / (1 + StrictMath.cos(Math.PI * (step - 1) / steps))
                            * (rate - lowest)
                    + lowest;
        }
    }

    /// `CosineAnnealingWarmRestarts`.
    record WarmRestarts(double base, double lowest, int firstSteps, int growth) implements Rule {

        @Override
        public double first() {
            return rate(0, firstSteps);
        }

        @Override
        public double next(int step, double rate) {
            if (growth == 1) {
                return rate(step % firstSteps, firstSteps);
            }
            long at = step;
            long length = firstSteps;
            while (at >= length) {
                at -= length;
                length *= growth;
            }
            return rate(at, length);
        }

        private double rate(long at, long length) {
            return lowest + (base - lowest) * (1 + StrictMath.cos(Math.PI * at / length)) / 2;
        }
    }

    /// `OneCycleLR` with two phases.
    ///
    /// @param riseEnd the step of the highest rate, possibly between two
    record OneCycle(double first, double highest, double lowest, double riseEnd, int last)
            implements Rule {

        static OneCycle of(Schedule.OneCycle asked, double highest, int total) {
            double first = highest / asked.divFactor();
            return new OneCycle(
                    first,
                    highest,
                    first / asked.finalDivFactor(),
                    asked.riseFraction() * total - 1,
                    total - 1);
        }

        @Override
        public double first() {
            return rate(0);
        }

        @Override
        public double next(int step, double rate) {
            return rate(step);
        }

        private double rate(int step) {
            return step <= riseEnd
                    ? anneal(first, highest, share(step, 0, riseEnd))
                    : anneal(highest, lowest, share(step, riseEnd, last));
        }

        /// A phase without a length, at which PyTorch divides by zero, is over.
        private static double share(int step, double from, double to) {
            return to == from ? 1 : (step - from) / (to - from);
        }

        private static double anneal(double from, double to, double share) {
            return to + (from - to) / 2.0 * (StrictMath.cos(Math.PI * share) + 1);
        }
    }
}
