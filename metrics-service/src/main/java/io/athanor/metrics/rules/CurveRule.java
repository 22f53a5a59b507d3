package io.athanor.metrics.rules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// One rule and what it remembers of one curve.
sealed interface CurveRule permits IterationRule, EpochRule {

    /// Writes what [#load] needs to go on from here.
    void save(DataOutput out) throws IOException;

    void load(DataInput in) throws IOException;
}
