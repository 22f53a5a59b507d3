package io.athanor.metrics.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Sees the learning rate drop. A drop brings late gains, so what was flat may fall again.
final class RateDrops {
    /// A smaller fall from one block to the next is a gradual schedule's, which would renew a
    /// patience for ever.
    private static final double LEAST = 0.01;

    private double learningRate = Double.NaN;

    /// Whether the rate of the next block is a drop from that of the one before.
    boolean next(double rate) {
        boolean dropped = rate < learningRate * (1 - LEAST);
        learningRate = rate;
        return dropped;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(learningRate);
    }

    void load(DataInput in) throws IOException {
        learningRate = in.readDouble();
    }
}
