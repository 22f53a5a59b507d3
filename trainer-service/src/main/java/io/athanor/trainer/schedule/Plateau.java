package io.athanor.trainer.schedule;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Schedule.ReduceOnPlateau;
import io.athanor.contracts.Schedule.ReduceOnPlateau.Mode;
import io.athanor.contracts.Schedule.ReduceOnPlateau.ThresholdMode;

/// `ReduceLROnPlateau` in Python's version; the C++ one differs.
final class Plateau {
    private static final double EPS = 1e-8;

    private final ReduceOnPlateau asked;
    private double best;
    private int badEpochs;
    private int cooldown;

    Plateau(ReduceOnPlateau asked) {
        this.asked = asked;
        this.best = asked.mode() == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /// The rate after an epoch that was trained with `rate`.
    double next(double rate, EpochMeasurement epoch) {
        double value = asked.mode() == Mode.MIN ? epoch.heldOutLoss() : epoch.heldOutAccuracy();
        if (isBetter(value)) {
            best = value;
            badEpochs = 0;
        } else {
            badEpochs++;
        }
        if (cooldown > 0) {
            cooldown--;
            badEpochs = 0;
        }
        if (badEpochs <= asked.patience()) {
            return rate;
        }
        cooldown = asked.cooldown();
        badEpochs = 0;
        double reduced = Math.max(rate * asked.factor(), asked.minLearningRate());
        return rate - reduced > EPS ? reduced : rate;
    }

    private boolean isBetter(double value) {
        double threshold = asked.threshold();
        boolean relative = asked.thresholdMode() == ThresholdMode.RELATIVE;
        return switch (asked.mode()) {
            case MIN -> value < (relative ? best * (1 - threshold) : best - threshold);
            case MAX -> value > (relative ? best * (threshold + 1) : best + threshold);
        };
    }
}
