package io.athanor.metrics.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// The exponential moving average of a stream, freed of the bias that its start at 0 brings: `m =
/// beta * m + (1 - beta) * x`, read as `m / (1 - beta^n)`.
final class Smoothing {
    /// Below this the correction is 1 in double precision.
    private static final double NEGLIGIBLE = 1e-18;

    private final double beta;
    private double moving;
    private double bias = 1;
    private int count;

    /// @param beta weight of the past, 0 to below 1
    Smoothing(double beta) {
        this.beta = beta;
    }

    void add(double value) {
        moving = beta * moving + (1 - beta) * value;
        bias = bias < NEGLIGIBLE ? 0 : bias * beta;
        count++;
    }

    /// NaN before the first value.
    double value() {
        return moving / (1 - bias);
    }

    int count() {
        return count;
    }

    /// Values after which the oldest weighs less than 1/e: 1 / (1 - beta).
    int memory() {
        return (int) Math.ceil(1 / (1 - beta) - 1e-6);
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(moving);
        out.writeDouble(bias);
        out.writeInt(count);
    }

    void load(DataInput in) throws IOException {
        moving = in.readDouble();
        bias = in.readDouble();
        count = in.readInt();
    }
}
