package io.athanor.contracts;

/// What an epoch measured.
///
/// @param epoch counts from 1
/// @param iterations of the trial so far, this epoch's included
/// @param trainLoss mean over the epoch's images, as they were trained on
/// @param trainAccuracy share of them that were classified rightly then, 0 to 1
/// @param testLoss mean over the test images, after the epoch
/// @param testAccuracy share of them that are classified rightly, 0 to 1
/// @param learningRate in force during the epoch
/// @param seconds that training and evaluation took
public record EpochMeasurement(
        int epoch,
        int iterations,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        double learningRate,
        double seconds) {}
