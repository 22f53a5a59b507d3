package io.athanor.scheduler.api;

import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.topology.ReadModel;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The objectives by which trials are ranked: where a study repeats its points, the mean of all
/// trials of the point; else the trial's own.
final class Means {
    private final boolean repeats;
    private final Map<Integer, DoubleSummaryStatistics> points = new HashMap<>();

    private Means(boolean repeats) {
        this.repeats = repeats;
    }

    static Means of(StudyRecord study, ReadModel readModel) {
        Means means = new Means(study.spec().repeats() > 1);
        if (means.repeats) {
            readModel.trials(study.id(), means::add);
        }
        return means;
    }

    /// Of a study that tries each point once.
    static Means none() {
        return new Means(false);
    }

    private void add(TrialRecord trial) {
        Double objective = trial.objective();
        if (objective != null) {
            points.computeIfAbsent(first(trial), _ -> new DoubleSummaryStatistics())
                    .accept(objective);
        }
    }

    @Nullable Double of(TrialRecord trial) {
        if (!repeats) {
            return trial.objective();
        }
        DoubleSummaryStatistics point = points.get(first(trial));
        return point == null ? null : (Double) point.getAverage();
    }

    TrialView view(TrialRecord trial) {
        return new TrialView(trial, repeats ? of(trial) : null);
    }

    TrialBrief brief(TrialRecord trial) {
        return TrialBrief.of(trial, repeats ? of(trial) : null);
    }

    private static int first(TrialRecord trial) {
        Integer first = trial.repeats();
        return first == null ? trial.id().number() : first;
    }
}
