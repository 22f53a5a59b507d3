package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What an epoch measured.
///
/// @param epoch counts from 1
/// @param iterations of the trial so far, this epoch's included
/// @param trainLoss mean over the epoch's images, as they were trained on
/// @param trainAccuracy share of them that were classified rightly then, 0 to 1
/// @param testLoss mean over the test images, after the epoch
/// @param testAccuracy share of them that are classified rightly, 0 to 1
/// @param validationLoss mean over the training images that are held out; null where none are
/// @param validationAccuracy share of them that are classified rightly, 0 to 1
/// @param learningRate in force at the end of the epoch
/// @param seconds that training and evaluation took
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EpochMeasurement(
        @Required int epoch,
        @Required int iterations,
        @Required double trainLoss,
        @Required double trainAccuracy,
        @Required double testLoss,
        @Required double testAccuracy,
        @Nullable Double validationLoss,
        @Nullable Double validationAccuracy,
        @Required double learningRate,
        @Required double seconds) {
    public EpochMeasurement {
        if (epoch < 1 || iterations < 1) {
            throw new IllegalArgumentException(
                    "epoch %d, iterations %d: both count from 1".formatted(epoch, iterations));
        }
    }

    /// Without a validation split.
    public EpochMeasurement(
            int epoch,
            int iterations,
            double trainLoss,
            double trainAccuracy,
            double testLoss,
            double testAccuracy,
            double learningRate,
            double seconds) {
        this(
                epoch,
                iterations,
                trainLoss,
                trainAccuracy,
                testLoss,
                testAccuracy,
                null,
                null,
                learningRate,
                seconds);
    }

    /// The loss on images that were not trained on and that decisions may look at: the validation's
    /// where there is one, so that nothing is tuned on the test images.
    public double heldOutLoss() {
        return validationLoss == null ? testLoss : validationLoss;
    }

    /// Likewise the accuracy.
    public double heldOutAccuracy() {
        return validationAccuracy == null ? testAccuracy : validationAccuracy;
    }
}
