package io.athanor.metrics.rules;

import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/// One rule and what it remembers of one curve.
sealed interface CurveRule permits PlateauRule, DivergenceRule, NotLearningRule {

    /// Takes in the next block, and says whether the trial should end with it.
    Optional<Stop> judge(Block block);

    /// Writes what [#load] needs to go on from here.
    void save(DataOutput out) throws IOException;

    void load(DataInput in) throws IOException;
}
