package io.athanor.trainer.schedule;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Schedule;
import io.athanor.contracts.Schedule.Interval;
import io.athanor.contracts.Schedule.Warmup;
import org.jspecify.annotations.Nullable;

/// A schedule from its begin to its end, with its warm-up: `SequentialLR([LinearLR, schedule],
/// [warmup.steps])`, but that the two may step at different intervals.
///
/// An epoch counts as a step of the schedule when the epoch's last iteration was trained with it.
final class Phase {
    private final Warmup warmup;
    private final Interval interval;
    private final Rule rule;
    private final @Nullable Plateau plateau;
    private double rate;
    private boolean warm;
    private boolean used;
    private int step;

    /// @param epochs that it lasts
    Phase(double base, Schedule schedule, int epochs, int iterationsPerEpoch) {
        this.warmup = schedule.warmup();
        this.interval = interval(schedule);
        this.rule =
                Rule.of(
                        schedule,
                        base,
                        stepsAfterWarmup(warmup, interval, epochs, iterationsPerEpoch));
        this.plateau =
                schedule instanceof Schedule.ReduceOnPlateau asked ? new Plateau(asked) : null;
        this.warm = warmup.steps() == 0;
        this.rate = warm ? rule.first() : base * warmup.startFactor();
    }

    double rate() {
        return rate;
    }

    void iterationEnded() {
        used = warm;
        if (warm && interval == Interval.ITERATION) {
            next();
        } else if (!warm && warmup.interval() == Interval.ITERATION) {
            warm();
        }
    }

    void epochEnded(EpochMeasurement epoch) {
        if (!used) {
            if (warmup.interval() == Interval.EPOCH) {
                warm();
            }
        } else if (plateau != null) {
            rate = plateau.next(rate, epoch);
        } else if (interval == Interval.EPOCH) {
            next();
        }
    }

    private void next() {
        step++;
        rate = rule.next(step, rate);
    }

    /// `LinearLR` with an end factor of 1.
    private void warm() {
        step++;
        if (step == warmup.steps()) {
            warm = true;
            step = 0;
            rate = rule.firstAfterWarmup();
            return;
        }
        double rise = 1.0 - warmup.startFactor();
        rate *= 1. + rise / (warmup.steps() * warmup.startFactor() + (step - 1) * rise);
    }

    private static Interval interval(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Constant _, Schedule.ReduceOnPlateau _ -> Interval.EPOCH;
            case Schedule.Step s -> s.interval();
            case Schedule.MultiStep s -> s.interval();
            case Schedule.Exponential s -> s.interval();
            case Schedule.Cosine s -> s.interval();
            case Schedule.CosineRestarts s -> s.interval();
            case Schedule.OneCycle s -> s.interval();
        };
    }

    private static int stepsAfterWarmup(
            Warmup warmup, Interval interval, int epochs, int iterationsPerEpoch) {
        long iterations = (long) epochs * iterationsPerEpoch;
        long warming =
                warmup.interval() == Interval.ITERATION
                        ? warmup.steps()
                        : (long) warmup.steps() * iterationsPerEpoch;
        long left = Math.max(0, iterations - warming);
        long steps =
                interval == Interval.ITERATION
                        ? left
                        : Math.ceilDiv(left, (long) iterationsPerEpoch);
        return Math.clamp(steps, 1, Integer.MAX_VALUE);
    }
}
