package io.athanor.metrics.rules;

import io.athanor.contracts.Stop;
import java.util.Optional;

/// A rule on the losses of iterations, which tests once a block.
sealed interface IterationRule extends CurveRule
        permits DivergenceRule,
                NotLearningRule,
                ThresholdRule,
                PlateauRule,
                SlopeRule,
                NoProgressRule {

    /// Takes in the next loss, for a rule to which the moving average is not enough.
    default void add(float loss) {}

    /// Takes in the end of a block, and says whether the trial should end with it.
    Optional<Stop> judge(Block block);

    /// The curve goes on after a pause of any length.
    default void resume() {}
}
