package io.athanor.trainer.training;

import io.athanor.contracts.Schedule;

/// The learning rate over a trial, with the meaning of PyTorch's schedulers.
sealed interface LearningRate {

    static LearningRate of(double rate, Schedule schedule) {
        return switch (schedule) {
            case Schedule.Constant _ -> new Constant(rate);
            case Schedule.ReduceOnPlateau plateau -> new ReduceOnPlateau(rate, plateau);
            default -> throw new UnsupportedOperationException("schedule " + schedule);
        };
    }

    double current();

    /// Each epoch ends with this.
    void epochEnded(double testLoss);

    record Constant(double current) implements LearningRate {
        @Override
        public void epochEnded(double testLoss) {}
    }

    /// `ReduceLROnPlateau` in Python's version; the C++ one differs.
    final class ReduceOnPlateau implements LearningRate {
        private static final double THRESHOLD = 1e-4;
        private static final double EPS = 1e-8;

        private final Schedule.ReduceOnPlateau schedule;
        private double rate;
        private double best = Double.POSITIVE_INFINITY;
        private int badEpochs;

        ReduceOnPlateau(double rate, Schedule.ReduceOnPlateau schedule) {
            this.rate = rate;
            this.schedule = schedule;
        }

        @Override
        public double current() {
            return rate;
        }

        @Override
        public void epochEnded(double testLoss) {
            if (testLoss < best * (1 - THRESHOLD)) {
                best = testLoss;
                badEpochs = 0;
                return;
            }
            badEpochs++;
            if (badEpochs > schedule.patience()) {
                badEpochs = 0;
                double reduced = Math.max(rate * schedule.factor(), schedule.minLearningRate());
                if (rate - reduced > EPS) {
                    rate = reduced;
                }
            }
        }
    }
}
