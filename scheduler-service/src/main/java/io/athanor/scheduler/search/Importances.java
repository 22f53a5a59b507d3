package io.athanor.scheduler.search;

import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.History.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How much each parameter of a study's space matters, by the trials that ran to their end. Two
/// answers to two questions: what gets a trial among the best tenth (PED-ANOVA), and what explains
/// that trials differ at all (fANOVA).
///
/// @param trials that were looked at
/// @param pedAnova shares of 1 in all, by parameter; all 0 where there are too few trials to tell
/// @param fanova share of the variance that the parameter explains by itself; of parameters that
///   all trials have
public record Importances(int trials, Map<String, Double> pedAnova, Map<String, Double> fanova) {
    /// More than that are thinned evenly: the forest's time grows with them.
    private static final int MOST = 1_000;

    /// @param history of that study
    public static Importances of(StudySpec study, History history) {
        List<Axis> axes = Space.of(study).axes();
        List<Observation> completed =
                history.ended().stream()
                        .filter(trial ->
                                trial.outcome() == Outcome.COMPLETED
                                        && Double.isFinite(trial.value()))
                        .toList();
        int step = Math.ceilDiv(Math.max(1, completed.size()), MOST);
        List<Observation> some =
                IntStream.range(0, completed.size())
                        .filter(i -> i % step == 0)
                        .mapToObj(completed::get)
                        .toList();
        return new Importances(
                some.size(),
                new TreeMap<>(PedAnova.importances(axes, some)),
                new TreeMap<>(Fanova.importances(axes, some, study.seed())));
    }
}
