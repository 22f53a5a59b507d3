package io.athanor.trainer.training;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;

/// Hears of a training, in order, on the training's thread.
public interface Progress {

    /// The data are there and the network stands.
    void started(int classes, Preparation preparation);

    /// The losses of the iterations from `first` on. Each iteration is reported once.
    ///
    /// @param samples images in these iterations
    void iterations(int first, Losses losses, int samples, double learningRate);

    void epoch(EpochMeasurement measurement);
}
