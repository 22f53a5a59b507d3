package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// What a study optimises. A trial's objective is its best epoch's value of the metric.
public record Objective(Metric metric, Direction direction) {

    /// A value that each epoch measures, on the training, the validation or the test images.
    public enum Metric {
        @JsonProperty("test_accuracy")
        TEST_ACCURACY,
        @JsonProperty("test_loss")
        TEST_LOSS,
        /// Of the images that `validationFraction` holds out.
        @JsonProperty("validation_accuracy")
        VALIDATION_ACCURACY,
        @JsonProperty("validation_loss")
        VALIDATION_LOSS,
        @JsonProperty("train_accuracy")
        TRAIN_ACCURACY,
        @JsonProperty("train_loss")
        TRAIN_LOSS;

        /// Where better values are.
        public Direction direction() {
            return switch (this) {
                case TEST_ACCURACY, VALIDATION_ACCURACY, TRAIN_ACCURACY -> Direction.MAXIMIZE;
                case TEST_LOSS, VALIDATION_LOSS, TRAIN_LOSS -> Direction.MINIMIZE;
            };
        }
    }

    public enum Direction {
        @JsonProperty("maximize")
        MAXIMIZE,
        @JsonProperty("minimize")
        MINIMIZE
    }

    /// The metric's value in `epoch`; NaN where it was not measured.
    public double of(EpochMeasurement epoch) {
        return switch (metric) {
            case TEST_ACCURACY -> epoch.testAccuracy();
            case TEST_LOSS -> epoch.testLoss();
            case VALIDATION_ACCURACY -> orNaN(epoch.validationAccuracy());
            case VALIDATION_LOSS -> orNaN(epoch.validationLoss());
            case TRAIN_ACCURACY -> epoch.trainAccuracy();
            case TRAIN_LOSS -> epoch.trainLoss();
        };
    }

    /// Whether `value` beats `best`; NaN beats nothing.
    public boolean better(double value, double best) {
        return direction == Direction.MAXIMIZE ? value > best : value < best;
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
