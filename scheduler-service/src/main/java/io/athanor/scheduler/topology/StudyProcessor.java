package io.athanor.scheduler.topology;

import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.AttemptEnded;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.StudyCreated;
import io.athanor.contracts.StudyEvent.TrialClaimed;
import io.athanor.contracts.StudyEvent.TrialClosed;
import io.athanor.contracts.StudyEvent.TrialProposed;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.study.Study;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/// Carries out what the studies of a partition decide: applies each decision, stores what it
/// changed and sends out what others must know. All of it, and the position in the inputs, commits
/// as one.
final class StudyProcessor implements Processor<String, Object, String, Object> {
    static final String STUDIES = "studies-store";
    static final String TRIALS = "trials-store";

    private final String scheduler;
    private final Leases leases;
    private final IntSupplier slots;
    private final Timings timings;

    /// The open studies of this partition; closed ones are loaded when something is heard of them.
    private final Map<StudyId, Study> studies = new HashMap<>();

    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, StudyRecord> studyStore;
    private KeyValueStore<String, TrialRecord> trialStore;

    /// @param scheduler the id in the ticks that count
    /// @param leaseSeconds silence after which a running trial is lost
    /// @param slots trainer slots that are ready
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    StudyProcessor(String scheduler, long leaseSeconds, IntSupplier slots, Timings timings) {
        this.scheduler = scheduler;
        this.leases = new Leases(leaseSeconds);
        this.slots = slots;
        this.timings = timings;
    }

    @Override
    public void init(ProcessorContext<String, Object> initial) {
        context = initial;
        studyStore = context.getStateStore(STUDIES);
        trialStore = context.getStateStore(TRIALS);
        // Streams starts a task again on the same processor after an aborted transaction: what
        // memory
        // has of it never happened.
        studies.clear();
        leases.clear();
        try (KeyValueIterator<String, StudyRecord> all = studyStore.all()) {
            while (all.hasNext()) {
                StudyRecord record = all.next().value;
                if (isOpen(record)) {
                    Study study = load(record);
                    studies.put(study.id(), study);
                    study.running().forEach(leases::renew);
                }
            }
        }
    }

    @Override
    public void process(Record<String, Object> record) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        switch (record.value()) {
            case StudyCommand command -> on(command, at);
            case TrialEvent event -> {
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
            Study fresh = Study.of(created, earlier(create.spec()));
            studies.put(fresh.id(), fresh);
            carryOut(fresh, List.of(created), at);
        }
    }

    private void on(TrialEvent event, Instant at) {
        study(event.trial().study())
                .ifPresent(study -> {
                    if (study.counts(event)) {
                        leases.renew(event.trial());
                    }
                    carryOut(study, study.decide(event, at), at);
                });
    }

    private void on(ClockTicked tick, Instant at) {
        if (!tick.scheduler().equals(scheduler)) {
            return;
        }
        for (TrialId lost : leases.tick()) {
            leases.end(lost);
            study(lost.study()).ifPresent(study -> carryOut(study, study.decideLost(lost, at), at));
        }
        // Slots that became ready may let a study queue one more.
        for (Study study : List.copyOf(studies.values())) {
            carryOut(study, next(study, at), at);
        }
    }

    private void carryOut(Study study, List<StudyEvent> first, Instant at) {
        try {
            List<StudyEvent> decisions = new ArrayList<>();
            for (List<StudyEvent> next = first; !next.isEmpty(); next = next(study, at)) {
                next.forEach(study::apply);
                decisions.addAll(next);
            }
            if (!decisions.isEmpty()) {
                send(study, decisions, at);
            }
        } catch (RuntimeException e) {
            // The record goes to the dead letters, or the transaction is aborted: forget what it
            // did to
            // the study in memory, too.
            studies.remove(study.id());
            throw e;
        }
    }

    private void send(Study study, List<StudyEvent> decisions, Instant at) {
        decisions.forEach(decision -> publish(study, decision, at));
        store(study, decisions, at);
        if (!isOpen(study.record())) {
            studies.remove(study.id());
        }
    }

    private List<StudyEvent> next(Study study, Instant at) {
        return timings.suggestion(
                study.record().spec().sampler(), () -> study.next(slots.getAsInt(), at));
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
                    TrialProposed _,
                    StudyEvent.PreparationRecorded _,
                    StudyEvent.EpochRecorded _,
                    StudyEvent.StudyClosed _ -> {}
        }
    }

    /// Stores each record that the decisions changed once, and sends it to the readers.
    private void store(Study study, List<StudyEvent> decisions, Instant at) {
        Set<TrialId> changed = new LinkedHashSet<>();
        for (StudyEvent decision : decisions) {
            if (decision instanceof StudyEvent.TrialDecision about) {
                changed.add(about.trial());
            }
        }
        for (TrialId id : changed) {
            TrialRecord trial = study.record(id);
            trialStore.put(trial.key(), trial);
            send(Topic.TRIALS, trial.key(), trial, at);
        }
        studyStore.put(study.id().value(), study.record());
        send(Topic.STUDIES, study.id().value(), study.record(), at);
    }

    private void send(Topic topic, String key, Object value, Instant at) {
        context.forward(new Record<>(key, value, at.toEpochMilli()), SchedulerTopology.sink(topic));
    }

    private Optional<Study> study(StudyId id) {
        Study open = studies.get(id);
        if (open != null) {
            return Optional.of(open);
        }
        Optional<Study> loaded = Optional.ofNullable(studyStore.get(id.value())).map(this::load);
        loaded.filter(study -> isOpen(study.record())).ifPresent(study -> studies.put(id, study));
        return loaded;
    }

    private Study load(StudyRecord study) {
        List<TrialRecord> trials = new ArrayList<>();
        try (KeyValueIterator<String, TrialRecord> all =
                trialStore.prefixScan(TrialRecord.keyPrefix(study.id()), new StringSerializer())) {
            all.forEachRemaining(entry -> trials.add(entry.value));
        }
        return Study.of(study, trials, earlier(study.spec()));
    }

    /// The trials of the study to start from, of whatever partition. It is over, so whoever reads
    /// them, and whenever, reads the same.
    private List<TrialRecord> earlier(StudySpec spec) {
        List<TrialRecord> trials = new ArrayList<>();
        StudyId warmStart = spec.warmStart();
        if (warmStart != null) {
            KeyValueStore<String, ValueAndTimestamp<TrialRecord>> everyTrial =
                    context.getStateStore(ReadModel.TRIALS);
            try (KeyValueIterator<String, ValueAndTimestamp<TrialRecord>> all =
                    everyTrial.prefixScan(
                            TrialRecord.keyPrefix(warmStart), new StringSerializer())) {
                all.forEachRemaining(entry -> trials.add(entry.value.value()));
            }
        }
        return trials;
    }

    /// Whether anything is still to come: a cancelled study is open until its last trial has
    /// stopped.
    private static boolean isOpen(StudyRecord study) {
        return !study.state().isFinal() || study.wanted() > 0;
    }
}
