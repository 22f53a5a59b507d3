package io.athanor.scheduler.study;

import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.StudyCreated;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.search.History;
import io.athanor.scheduler.search.Sampler;
import java.time.Instant;
import java.util.List;

/// A study and its trials: decides what follows from what happened, and changes only by what was
/// decided. No clock, no randomness but the seed's, no I/O: the same decisions, applied in order,
/// lead to the same study.
///
/// Whoever holds it calls `decide…`, then [#next] until nothing follows, and applies and publishes
/// each decision.
public final class Study {
    private final Progress progress;
    private final OnCommand onCommand;
    private final OnReport onReport;
    private final NextStep nextStep;

    private Study(StudyRecord record, List<TrialRecord> earlier) {
        this.progress = new Progress(record, earlier);
        this.onCommand = new OnCommand(progress);
        this.onReport = new OnReport(progress);
        this.nextStep = new NextStep(progress, Sampler.of(record.spec()));
    }

    /// The decision to create a study.
    public static StudyCreated create(StudyCommand.CreateStudy command, Instant at) {
        return new StudyCreated(
                command.study(),
                command.command(),
                command.spec(),
                command.points(),
                command.owner(),
                at);
    }

    /// @param earlier the trials of the study that it is to start from
    public static Study of(StudyCreated created, List<TrialRecord> earlier) {
        return new Study(Tally.newStudy(created), earlier);
    }

    /// The study as its records tell it.
    ///
    /// @param trials by number, none missing
    /// @param earlier the trials of the study that it is to start from
    public static Study of(
            StudyRecord record, List<TrialRecord> trials, List<TrialRecord> earlier) {
        Study study = new Study(record, earlier);
        trials.forEach(study.progress::load);
        return study;
    }

    /// What follows from what a person asked for.
    public List<StudyEvent> decide(StudyCommand command, Instant at) {
        return onCommand.decide(command, at);
    }

    /// What follows from a trainer's report. A report that was seen before changes nothing; one of
    /// an execution that no longer counts is answered with a request to stop.
    public List<StudyEvent> decide(TrialEvent event, Instant at) {
        return onReport.decide(event, at);
    }

    /// What follows when nothing was heard of a running trial for the length of the lease.
    public List<StudyEvent> decideLost(TrialId id, Instant at) {
        return onReport.decideLost(id, at);
    }

    /// What the study does next of its own: it queues a trial again, proposes one, closes, or does
    /// nothing for now.
    ///
    /// @param shares of the trainer slots, between all studies
    public List<StudyEvent> next(Shares shares, Instant at) {
        return nextStep.decide(shares, at);
    }

    /// The only way in which a study changes.
    public void apply(StudyEvent decision) {
        progress.apply(decision);
    }

    public StudyId id() {
        return record().id();
    }

    public StudyRecord record() {
        return progress.record();
    }

    public TrialRecord record(TrialId id) {
        return progress.trial(id.number()).toRecord();
    }

    /// What the sampler knows.
    public History history() {
        return progress.history();
    }

    /// Whether there is a trial of that number.
    public boolean has(TrialId trial) {
        return progress.trial(trial).isPresent();
    }

    /// Whether a report is of the execution that its trial waits for.
    public boolean counts(TrialEvent event) {
        return progress.trial(event.trial())
                .filter(trial -> trial.isRunning(event.attempt(), event.execution()))
                .isPresent();
    }

    /// The trials that a trainer works on, or should.
    public List<TrialId> running() {
        return progress.trials().stream()
                .filter(trial -> trial.state() == TrialState.RUNNING)
                .map(Trial::id)
                .toList();
    }

    /// The trials that are not over.
    public List<TrialId> open() {
        return progress.trials().stream()
                .filter(trial -> !trial.state().isFinal())
                .map(Trial::id)
                .toList();
    }

    /// What a trainer needs for that attempt.
    public StartTrial start(TrialQueued queued) {
        Trial trial = progress.trial(queued.trial().number());
        return new StartTrial(
                queued.trial(),
                queued.attempt(),
                progress.spec().dataset(),
                progress.spec().budget().epochs(),
                trial.seed(),
                trial.hyperparameters(),
                progress.spec().curveRules());
    }
}
