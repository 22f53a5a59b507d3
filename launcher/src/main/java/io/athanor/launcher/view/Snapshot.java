package io.athanor.launcher.view;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A study and its trials at one moment.
///
/// @param trials by number
/// @param losses by trial, of those that are looked at
/// @param elapsed since the study began, until it ended
public record Snapshot(
        Study study, List<Trial> trials, Map<String, Losses> losses, Duration elapsed) {
    public Snapshot {
        trials = List.copyOf(trials);
        losses = Map.copyOf(losses);
    }

    /// Whether nothing changes any more: the trials of a cancelled study still have to stop.
    public boolean isOver() {
        return study.isOver() && trials.stream().allMatch(Trial::isOver);
    }

    Losses losses(Trial trial) {
        return losses.getOrDefault(trial.id(), Losses.NONE);
    }

    /// The share of a trial that is done, 0 to 1; 1 where it is over.
    double done(Trial trial) {
        if (trial.isOver()) {
            return 1;
        }
        return epochsTrained(trial) / study.spec().budget().epochs();
    }

    /// The share of the study that is done, 0 to 1.
    double done() {
        double trialsDone = trials.stream().mapToDouble(this::done).sum();
        return Math.min(1, trialsDone / study.spec().budget().trials());
    }

    /// Whole epochs, and the part of the current one where its length is known.
    double epochsTrained(Trial trial) {
        int epochs = trial.epochs().size();
        Losses.Point loss = losses(trial).last().orElse(null);
        Trial.Epoch last = trial.lastEpoch();
        if (loss == null || last == null) {
            return epochs;
        }
        double perEpoch = (double) last.iterations() / last.epoch();
        double more = (loss.iteration() - last.iterations()) / perEpoch;
        return epochs + Math.clamp(more, 0, 0.99);
    }
}
