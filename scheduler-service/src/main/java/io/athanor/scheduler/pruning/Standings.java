package io.athanor.scheduler.pruning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the trials of a study stood after each epoch. What is not finite stands nowhere.
/// Independent of the order in which trials report.
public final class Standings {
    private static final SortedValues NOBODY = new SortedValues();

    private final Pruner pruner;
    private final Map<Rung, SortedValues> rungs = new HashMap<>();

    private record Rung(int bracket, int epoch) {}

    public Standings(Pruner pruner) {
        this.pruner = pruner;
    }

    /// A trial has another epoch.
    ///
    /// @param curve that epoch included
    public void record(int trial, List<Double> curve) {
        if (!pruner.comparesWithCompleted()) {
            add(trial, curve);
        }
    }

    /// The last epoch of a trial no longer counts: its next attempt trains it again.
    ///
    /// @param curve that epoch included
    public void takeBack(int trial, List<Double> curve) {
        if (!pruner.comparesWithCompleted() && Double.isFinite(pruner.standing(curve))) {
            at(pruner.bracket(trial), curve.size()).remove(pruner.standing(curve));
        }
    }

    /// A trial has trained to its end.
    public void complete(int trial, List<Double> curve) {
        if (pruner.comparesWithCompleted()) {
            for (int epoch = 1; epoch <= curve.size(); epoch++) {
                add(trial, curve.subList(0, epoch));
            }
        }
    }

    private void add(int trial, List<Double> curve) {
        double standing = pruner.standing(curve);
        if (Double.isFinite(standing)) {
            rungs.computeIfAbsent(
                            new Rung(pruner.bracket(trial), curve.size()), _ -> new SortedValues())
                    .add(standing);
        }
    }

    /// Where the trials of a bracket stood after that epoch.
    SortedValues at(int bracket, int epoch) {
        return rungs.getOrDefault(new Rung(bracket, epoch), NOBODY);
    }
}
