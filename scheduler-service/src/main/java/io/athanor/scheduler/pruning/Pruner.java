package io.athanor.scheduler.pruning;

import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import java.util.List;
import java.util.Optional;

/// Judges a trial by its epochs, beside those of others. Pure: the same epochs give the same
/// verdict, in whatever order the others' came.
///
/// A curve has the objective's value of each epoch from the first on, turned so that lower is
/// better; NaN where an epoch measured none.
public sealed interface Pruner
        permits NoPruner, PercentilePruner, HalvingPruner, ThresholdPruner, PatientPruner {

    static Pruner of(StudyId study, StudySpec spec) {
        return of(study, spec, spec.pruner());
    }

    private static Pruner of(StudyId study, StudySpec spec, PrunerSpec pruner) {
        return switch (pruner) {
            case PrunerSpec.None _ -> new NoPruner();
            case PrunerSpec.Median median -> PercentilePruner.of(median);
            case PrunerSpec.Percentile percentile -> PercentilePruner.of(percentile);
            case PrunerSpec.Asha asha -> HalvingPruner.asha(study, asha);
            case PrunerSpec.Hyperband hyperband ->
                    HalvingPruner.hyperband(study, hyperband, spec.budget().epochs());
            case PrunerSpec.Threshold threshold ->
                    ThresholdPruner.of(threshold, spec.objective().direction());
            case PrunerSpec.Patient(var wrapped, int patience, double minDelta) ->
                    new PatientPruner(of(study, spec, wrapped), patience, minDelta);
        };
    }

    /// Whether the trial is to stop after the last epoch of its curve, and why.
    ///
    /// @param trial its number
    /// @param standings without that epoch of this trial
    Optional<Verdict> judge(int trial, List<Double> curve, Standings standings);

    /// What a trial stands for beside others at the last epoch of its curve.
    default double standing(List<Double> curve) {
        return curve.getLast();
    }

    /// The trials with which a trial is compared share its bracket.
    default int bracket(int trial) {
        return 0;
    }

    /// Whether trials count for others only once they have trained to their end.
    default boolean comparesWithCompleted() {
        return false;
    }
}
