package io.athanor.metrics.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Tells when a drop of the learning rate gives a rule a new start: it brings late gains, so what
/// was flat may fall again.
///
/// A drop is a rate that is 10 % or more below the highest since the last start, whether it came
/// there in one step or in many. Between two starts of a rule's own only one drop counts: a
/// schedule that falls every epoch would else keep the rule from ever speaking.
final class RateDrops {
    private static final double LEAST = 0.1;

    /// For what a schedule computes as 90 % of something.
    private static final double ROUNDING = 1e-9;

    private double highest = Double.NEGATIVE_INFINITY;
    private boolean spent;

    /// Takes in the rate of the next block; whether it gives the rule a new start.
    boolean startAnew(double rate) {
        highest = Math.max(highest, rate);
        if (spent || rate > highest * (1 - LEAST + ROUNDING)) {
            return false;
        }
        highest = rate;
        spent = true;
        return true;
    }

    /// The rule has started anew by itself, at this rate.
    void started(double rate) {
        highest = rate;
        spent = false;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(highest);
        out.writeBoolean(spent);
    }

    void load(DataInput in) throws IOException {
        highest = in.readDouble();
        spent = in.readBoolean();
    }
}
