package io.athanor.trainer.training;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import java.util.List;
import java.util.concurrent.Future;

/// Hears of a training, in order, on the training's thread.
public interface Progress {

    /// The data are there and the network stands.
    ///
    /// @param firstIteration the first that will be told: of a resumed training, the first of the
    ///   epoch in progress
    void prepared(Preparation preparation, int classes, int firstIteration);

    /// The losses of the iterations from `first` on. Each iteration is reported once.
    ///
    /// @param samples images in these iterations
    /// @param learningRate in force at the last of them
    void iterations(int first, Losses losses, int samples, double learningRate);

    /// A resumed training first tells the epochs that it does not train again.
    void epoch(EpochMeasurement measurement);

    /// The weights after an epoch; epoch 0 is the start.
    void weights(int epoch, List<ParameterStatistics> parameters);

    /// All done when all that was told so far is published.
    List<Future<?>> published();

    /// A later attempt can go on from here. Comes on another thread.
    void saved(int epoch, int iterations);
}
