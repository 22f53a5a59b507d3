package io.athanor.scheduler.topology;

import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.StudyCreated;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.StudyEvent.TrialDecision;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.scheduler.study.Study;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Carries out what the studies of a partition decide: applies each decision, stores what it
/// changed and sends out what others must know. All of it, and the position in the inputs, commits
/// as one.
final class StudyProcessor implements Processor<String, Object, String, Object> {
    private final String scheduler;
    private final Leases leases;
    private final Demands demands;
    private final Timings timings;

    /// The open studies of this partition; closed ones are loaded when something is heard of them.
    private final Map<StudyId, Study> studies = new HashMap<>();

    /// Of the newest tick that counted: one that comes again is no time that passed.
    private long lastSecond;

    private ProcessorContext<String, Object> context;
    private StudyStores stores;
    private Readers readers;

    /// @param scheduler the id in the ticks that count
    /// @param leaseSeconds silence after which a running trial is lost
    /// @param demands of all studies, by which they share the trainer slots
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    StudyProcessor(String scheduler, long leaseSeconds, Demands demands, Timings timings) {
        this.scheduler = scheduler;
        this.leases = new Leases(leaseSeconds);
        this.demands = demands;
        this.timings = timings;
    }

    @Override
    public void init(ProcessorContext<String, Object> initial) {
        context = initial;
        stores = new StudyStores(context);
        // Streams starts a task again on the same processor after an aborted transaction: what
        // memory has of it never happened.
        studies.clear();
        leases.clear();
        lastSecond = 0;
        readers = new Readers(context, id -> study(id).orElseThrow());
        for (StudyRecord record : stores.studies()) {
            if (!record.over()) {
                Study study = stores.load(record);
                studies.put(study.id(), study);
                study.running().forEach(leases::renew);
                readers.changed(study.id());
                study.open().forEach(readers::changed);
            }
        }
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public void process(Record<String, Object> record) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        switch (record.value()) {
            case StudyCommand command -> {
                Keys.check(record.key(), command.study().value());
                on(command, at);
            }
            case TrialEvent event -> {
                Keys.check(record.key(), event.trial().study().value());
                timings.lag(context.currentSystemTimeMs() - record.timestamp());
                on(event, at);
            }
            case ClockTicked tick -> on(tick, at);
            default -> throw new IllegalArgumentException("unexpected " + record.value());
        }
    }

    private void on(StudyCommand command, Instant at) {
        Optional<Study> study = study(command.study());
        if (study.isPresent()) {
            carryOut(study.get(), study.get().decide(command, at), at);
        } else if (command instanceof StudyCommand.CreateStudy create) {
            StudyCreated created = Study.create(create, at);
            Study fresh = Study.of(created, stores.earlier(create.spec()));
            studies.put(fresh.id(), fresh);
            carryOut(fresh, List.of(created), at);
        }
        // Whoever asked for it waits for an answer.
        readers.tell(command.study());
    }

    private void on(TrialEvent event, Instant at) {
        Optional<Study> known = study(event.trial().study());
        known.ifPresent(study -> {
            if (study.counts(event)) {
                leases.renew(event.trial());
            }
            carryOut(study, study.decide(event, at), at);
        });
        if (event instanceof TrialEvent.TrialHeartbeat
                && known.filter(study -> study.has(event.trial())).isEmpty()) {
            // A queue from another life, or a forged record: nobody else would ever stop it.
            Stop stop = Stop.of(Stop.Rule.SUPERSEDED, "there is no such trial");
            send(
                    Topic.TRIAL_STOPS,
                    event.trial().toString(),
                    new StopTrial(event.trial(), event.attempt(), event.execution(), stop),
                    at);
        }
    }

    private void on(ClockTicked tick, Instant at) {
        if (!tick.scheduler().equals(scheduler) || tick.second() <= lastSecond) {
            return;
        }
        lastSecond = tick.second();
        for (TrialId lost : leases.tick()) {
            leases.end(lost);
            study(lost.study()).ifPresent(study -> carryOut(study, study.decideLost(lost, at), at));
        }
        // Slots that became ready, and what others leave, may let a study queue one more.
        demands.refresh();
        for (Study study : List.copyOf(studies.values())) {
            carryOut(study, next(study, at), at);
        }
    }

    private void carryOut(Study study, List<StudyEvent> first, Instant at) {
        StudyRecord before = study.record();
        try {
            List<StudyEvent> decisions = new ArrayList<>();
            for (List<StudyEvent> next = first; !next.isEmpty(); next = next(study, at)) {
                next.forEach(study::apply);
                decisions.addAll(next);
            }
            if (!decisions.isEmpty()) {
                decisions.forEach(decision -> publish(study, decision, at));
                stores.keep(study, before, decisions);
                tellReaders(study, decisions);
            }
        } catch (RuntimeException e) {
            // The record goes to the dead letters, or the transaction is aborted: forget what it
            // did to the study in memory, too.
            studies.remove(study.id());
            throw e;
        }
    }

    private void tellReaders(Study study, List<StudyEvent> decisions) {
        readers.changed(study.id());
        for (StudyEvent decision : decisions) {
            if (decision instanceof TrialDecision about) {
                readers.changed(about.trial());
            }
            if (decision instanceof TrialClosed closed) {
                readers.tell(closed.trial());
            }
        }
        if (study.record().over()) {
            readers.tell(study.id());
            studies.remove(study.id());
        }
    }

    private List<StudyEvent> next(Study study, Instant at) {
        return timings.suggestion(
                study.record().spec().sampler(),
                () -> study.next(demands.shares(study.record()), at));
    }

    private void publish(Study study, StudyEvent decision, Instant at) {
        send(Topic.STUDY_LOG, study.id().value(), decision, at);
        switch (decision) {
            case TrialQueued queued ->
                    send(Topic.TRIAL_QUEUE, queued.trial().toString(), study.start(queued), at);
            case TrialClaimed claimed -> leases.renew(claimed.trial());
            case StopRequested(var trial, var attempt, var execution, var stop, _) ->
                    send(
                            Topic.TRIAL_STOPS,
                            trial.toString(),
                            new StopTrial(trial, attempt, execution, stop),
                            at);
            case AttemptEnded ended -> leases.end(ended.trial());
            case TrialClosed closed -> leases.end(closed.trial());
            case StudyCreated _,
                    StudyEvent.StudyChanged _,
                    StudyEvent.PointEnqueued _,
                    StudyEvent.NothingSuggested _,
                    TrialProposed _,
                    StudyEvent.PreparationRecorded _,
                    StudyEvent.EpochRecorded _,
                    StudyEvent.StudyClosed _ -> {}
        }
    }

    private void send(Topic topic, String key, Object value, Instant at) {
        context.forward(new Record<>(key, value, at.toEpochMilli()), SchedulerTopology.sink(topic));
    }

    private Optional<Study> study(StudyId id) {
        Study open = studies.get(id);
        if (open != null) {
            return Optional.of(open);
        }
        Optional<Study> loaded = stores.study(id);
        loaded.filter(study -> !study.record().over()).ifPresent(study -> studies.put(id, study));
        return loaded;
    }
}
