package io.athanor.scheduler.study;

import io.athanor.contracts.EndWhen;
import io.athanor.contracts.Objective;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.Optional;

/// Whether a study ends before its budget is spent.
final class Ending {
    private Ending() {}

    static Optional<StudyClosed> of(StudyRecord study, Instant at) {
        EndWhen when = study.spec().endWhen();
        Integer maxFailed = when.maxFailedTrials();
        int failed = study.trials().getOrDefault(TrialState.FAILED, 0);
        if (maxFailed != null && failed > maxFailed) {
            return closed(
                    study,
                    StudyState.FAILED,
                    "%d trials failed, more than maxFailedTrials %d".formatted(failed, maxFailed),
                    at);
        }
        Double target = when.target();
        StudyRecord.BestTrial best = study.best();
        Objective goal = study.spec().objective();
        if (target != null && best != null && !goal.better(target, best.objective())) {
            return closed(
                    study,
                    StudyState.COMPLETED,
                    "trial %s reached %s, the target is %s"
                            .formatted(best.trial(), best.objective(), target),
                    at);
        }
        Integer patience = when.noImprovement();
        if (patience != null && study.sinceImproved() >= patience) {
            return closed(
                    study,
                    StudyState.COMPLETED,
                    "%d trials ended without a better objective".formatted(study.sinceImproved()),
                    at);
        }
        return Optional.empty();
    }

    private static Optional<StudyClosed> closed(
            StudyRecord study, StudyState state, String reason, Instant at) {
        return Optional.of(new StudyClosed(study.id(), state, reason, at));
    }
}
