package io.athanor.trainer.data;

import io.athanor.contracts.Hyperparameters;
import java.util.SplittableRandom;

/// The part of a data set that a trial works on.
///
/// @param classes that it tells apart: the data set's first ones
/// @param train what it is trained on
/// @param validation what is held out from the training images; may be empty
public record TrialImages(
        DataSet dataSet, int classes, Subset train, Subset validation, Subset test) {

    /// What `hyperparameters` ask for: first the classes, then the fraction, then the validation
    /// images out of that.
    ///
    /// @param fraction draws the fraction
    /// @param heldOut draws the validation images
    /// @throws DataUnavailable when there are not as many classes
    public static TrialImages of(
            DataSet data,
            Hyperparameters hyperparameters,
            SplittableRandom fraction,
            SplittableRandom heldOut) {
        int asked = hyperparameters.classes();
        if (asked > data.classes()) {
            throw new DataUnavailable(
                    "classes %d: data set %s has %d".formatted(asked, data.name(), data.classes()));
        }
        int classes = asked == 0 ? data.classes() : asked;
        Subset used =
                Subset.all(data.train())
                        .ofClasses(classes)
                        .share(hyperparameters.dataFraction(), fraction);
        Subset validation = used.heldOut(hyperparameters.validationFraction(), heldOut);
        return new TrialImages(
                data,
                classes,
                used.without(validation),
                validation,
                Subset.all(data.test()).ofClasses(classes));
    }
}
