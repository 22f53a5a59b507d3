package io.athanor.metrics.rules;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import java.util.Optional;

/// A rule on what epochs measure.
sealed interface EpochRule extends CurveRule permits PatienceRule, GeneralisationLossRule {

    /// Takes in the next epoch, and says whether the trial should end with it.
    Optional<Stop> judge(EpochMeasurement epoch);
}
