package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a study optimises. A trial's objective is its best epoch's value of the metric.
public record Objective(Metric metric, Direction direction) {

    /// A value that each epoch measures, on the training or on the test images.
    public enum Metric {
        @JsonProperty("test_accuracy")
        TEST_ACCURACY,
        @JsonProperty("test_loss")
        TEST_LOSS,
        @JsonProperty("train_accuracy")
        TRAIN_ACCURACY,
        @JsonProperty("train_loss")
        TRAIN_LOSS
    }

    public enum Direction {
        @JsonProperty("maximize")
        MAXIMIZE,
        @JsonProperty("minimize")
        MINIMIZE
    }

    /// The metric's value in `epoch`.
    public double of(EpochMeasurement epoch) {
        return switch (metric) {
            case TEST_ACCURACY -> epoch.testAccuracy();
            case TEST_LOSS -> epoch.testLoss();
            case TRAIN_ACCURACY -> epoch.trainAccuracy();
            case TRAIN_LOSS -> epoch.trainLoss();
        };
    }

    /// Whether `value` beats `best`; NaN beats nothing.
    public boolean better(double value, double best) {
        return direction == Direction.MAXIMIZE ? value > best : value < best;
    }
}
