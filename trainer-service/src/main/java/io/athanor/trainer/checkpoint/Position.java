package io.athanor.trainer.checkpoint;

import io.athanor.contracts.EpochMeasurement;
import java.util.List;

/// How far a training is, and what it has measured so far. With the tensors it is all that is
/// needed to go on: random numbers follow from the seed and the step, the learning rate from the
/// measurements.
///
/// @param datasetHash of what it trains on: `Preparation.datasetHash`
/// @param batchSize in force
/// @param epoch in progress, from 1; one more than the last when all are done
/// @param batch batches of that epoch that are trained
/// @param iterations of the trial that are trained
/// @param seconds that the epoch in progress has taken
/// @param blocks of losses of the epoch in progress, as they were reported
/// @param measured the epochs before
public record Position(
        String datasetHash,
        int batchSize,
        int epoch,
        int batch,
        int iterations,
        double seconds,
        List<Block> blocks,
        List<EpochMeasurement> measured) {
    public Position {
        blocks = List.copyOf(blocks);
        measured = List.copyOf(measured);
    }

    /// @param learningRate in force at its last iteration
    public record Block(int iterations, int samples, double learningRate) {}
}
