package io.athanor.scheduler.study;

import io.athanor.contracts.Point;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.NothingSuggested;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyRecord.BestTrial;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialId;
import io.athanor.scheduler.search.Sampler;
import io.athanor.scheduler.search.Seeds;
import io.athanor.scheduler.search.Suggestion;
import io.athanor.scheduler.space.Points;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a study does next of its own: it queues a trial again, proposes one, closes, or does
/// nothing for now.
record NextStep(Progress study, Sampler sampler) {

    List<StudyEvent> decide(Shares shares, Instant at) {
        if (study.record().state().isFinal()) {
            // Its best trial may still train.
            return queuedAgain(at);
        }
        Optional<StudyClosed> early = Ending.of(study.record(), at);
        if (early.isPresent()) {
            return closed(early.get());
        }
        List<StudyEvent> again = queuedAgain(at);
        return again.isEmpty() ? proposedOrClosed(shares, at) : again;
    }

    /// The next attempt of each trial whose last one ended.
    private List<StudyEvent> queuedAgain(Instant at) {
        return study.record().state() == StudyState.PAUSED
                ? List.of()
                : study.held().stream()
                        .<StudyEvent>map(
                                trial -> new TrialQueued(trial.id(), trial.attempt() + 1, at))
                        .toList();
    }

    private List<StudyEvent> proposedOrClosed(Shares shares, Instant at) {
        StudyRecord record = study.record();
        int open = record.open();
        if (study.proposed() >= study.spec().budget().trials()) {
            return open == 0 ? completed(at) : List.of();
        }
        int parallelism = study.spec().budget().parallelism();
        if (record.state() != StudyState.RUNNING
                || open >= shares.open(parallelism, record.wanted())) {
            return List.of();
        }
        Optional<TrialProposed> proposal = repetition(at).or(() -> enqueued(at));
        if (proposal.isPresent()) {
            return queued(proposal.get());
        }
        if (record.samplerWaits()) {
            return List.of();
        }
        return switch (sampler.suggest(study.proposed() + 1, study.history())) {
            case Suggestion.Try(Point point, String stage) ->
                    queued(proposed(point, false, 0, stage, at));
            case Suggestion.Wait _ -> nothing(at);
            case Suggestion.Exhausted _ -> open == 0 ? completed(at) : nothing(at);
        };
    }

    /// The next trial of the last point, where that has not had all of its own.
    private Optional<TrialProposed> repetition(Instant at) {
        if (study.proposed() == 0) {
            return Optional.empty();
        }
        Trial last = study.trial(study.proposed());
        int repetition = study.proposed() - last.first() + 1;
        return repetition < study.spec().repeats()
                ? Optional.of(proposed(last.point(), false, repetition, last.stage(), at))
                : Optional.empty();
    }

    private Optional<TrialProposed> enqueued(Instant at) {
        return study.enqueued().stream()
                .findFirst()
                .map(point -> proposed(point, true, 0, null, at));
    }

    private TrialProposed proposed(
            Point point, boolean byHand, int repetition, @Nullable String stage, Instant at) {
        StudySpec spec = study.spec();
        int number = study.proposed() + 1;
        return new TrialProposed(
                new TrialId(study.record().id(), number),
                point,
                Points.complete(spec.fixed(), point),
                byHand,
                Seeds.ofRepetition(spec.seed(), repetition),
                repetition == 0 ? null : number - repetition,
                stage,
                at);
    }

    private static List<StudyEvent> queued(TrialProposed proposed) {
        return List.of(proposed, new TrialQueued(proposed.trial(), 1, proposed.at()));
    }

    private List<StudyEvent> nothing(Instant at) {
        return List.of(new NothingSuggested(study.record().id(), at));
    }

    private List<StudyEvent> completed(Instant at) {
        return List.of(new StudyClosed(study.record().id(), StudyState.COMPLETED, null, at));
    }

    /// Stops all trials, but for the best one where that still trains.
    private List<StudyEvent> closed(StudyClosed early) {
        BestTrial best = study.record().best();
        Stop stop = Stop.of(Stop.Rule.STUDY_OVER, "the study is over: " + early.reason());
        List<StudyEvent> decisions = new ArrayList<>();
        for (Trial trial : study.trials()) {
            if (best == null || !trial.id().equals(best.trial())) {
                TrialEnd.stopped(trial, stop, early.at()).ifPresent(decisions::add);
            }
        }
        decisions.add(early);
        return decisions;
    }
}
