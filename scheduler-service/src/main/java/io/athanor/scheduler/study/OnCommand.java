package io.athanor.scheduler.study;

import io.athanor.contracts.Budget;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.PointEnqueued;
import io.athanor.contracts.StudyEvent.StudyChanged;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What follows from what a person asked for.
record OnCommand(Progress study) {

    List<StudyEvent> decide(StudyCommand command, Instant at) {
        StudyRecord record = study.record();
        if (record.state().isFinal() || record.commands().contains(command.command())) {
            return List.of();
        }
        return switch (command) {
            case StudyCommand.CreateStudy _ -> List.of();
            case StudyCommand.ChangeStudy change -> List.of(changed(change, at));
            case StudyCommand.CancelStudy _ -> cancelled(at);
            case StudyCommand.EnqueueTrial enqueue ->
                    study.proposed() + study.enqueued().size() * study.spec().repeats()
                                    < study.spec().budget().trials()
                            ? List.of(
                                    new PointEnqueued(
                                            record.id(), enqueue.command(), enqueue.point(), at))
                            : List.of();
            case StudyCommand.CancelTrial cancel ->
                    study.trial(cancel.trial())
                            .flatMap(trial -> cancelled(trial, "the trial was stopped", at))
                            .map(List::<StudyEvent>of)
                            .orElse(List.of());
        };
    }

    private StudyChanged changed(StudyCommand.ChangeStudy change, Instant at) {
        StudyRecord record = study.record();
        Budget budget = record.spec().budget();
        Budget changed =
                new Budget(
                        change.trials() == null
                                ? budget.trials()
                                : Math.max(
                                        change.trials(),
                                        study.proposed() + study.enqueued().size()),
                        budget.epochs(),
                        change.parallelism() == null ? budget.parallelism() : change.parallelism());
        boolean paused =
                change.paused() == null ? record.state() == StudyState.PAUSED : change.paused();
        return new StudyChanged(record.id(), change.command(), changed, paused, at);
    }

    private List<StudyEvent> cancelled(Instant at) {
        List<StudyEvent> decisions = new ArrayList<>();
        for (Trial trial : study.trials()) {
            cancelled(trial, "the study was cancelled", at).ifPresent(decisions::add);
        }
        decisions.add(new StudyClosed(study.record().id(), StudyState.CANCELLED, null, at));
        return decisions;
    }

    private static Optional<StudyEvent> cancelled(Trial trial, String why, Instant at) {
        return TrialEnd.stopped(trial, Stop.of(Stop.Rule.CANCELLED, why), at);
    }
}
