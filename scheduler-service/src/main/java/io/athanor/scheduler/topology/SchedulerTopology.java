package io.athanor.scheduler.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.Completeness;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.state.Stores;

/// The scheduler's one topology: commands, trial events and ticks in; decisions, queued attempts,
/// stops and state out. Beside it, the copy of all state that [ReadModel] answers from.
@ApplicationScoped
public class SchedulerTopology {
    private static final String PROCESSOR = "scheduler";

    @Produces
    Topology topology(
            ObjectMapper json,
            LeaseClock clock,
            Fleet fleet,
            SchedulerConfig config,
            MeterRegistry meters) {
        return build(json, clock.scheduler(), config.lease().toSeconds(), fleet::slots, meters);
    }

    static Topology build(
            ObjectMapper json,
            String scheduler,
            long leaseSeconds,
            IntSupplier slots,
            MeterRegistry meters) {
        Demands demands = new Demands(slots);
        StreamsBuilder readModel = new StreamsBuilder();
        copy(
                readModel,
                Topic.STUDIES,
                StudyRecord.class,
                json,
                () ->
                        new CopyProcessor<>(
                                ReadModel.STUDIES,
                                study -> study.id().value(),
                                StudyRecord::over,
                                demands::show));
        copy(
                readModel,
                Topic.TRIALS,
                TrialRecord.class,
                json,
                () ->
                        new CopyProcessor<>(
                                ReadModel.TRIALS,
                                TrialRecord::key,
                                trial -> trial.state().isFinal(),
                                null));

        Topology topology = readModel.build();
        source(topology, Topic.STUDY_COMMANDS, StudyCommand.class, json);
        source(topology, Topic.TRIAL_EVENTS, TrialEvent.class, json);
        source(topology, Topic.SCHEDULER_CLOCK, ClockTicked.class, json);
        Timings timings = new Timings(meters);
        topology.addProcessor(
                PROCESSOR,
                () -> new StudyProcessor(scheduler, leaseSeconds, demands, timings),
                Topic.STUDY_COMMANDS.topicName(),
                Topic.TRIAL_EVENTS.topicName(),
                Topic.SCHEDULER_CLOCK.topicName());
        StudyStores.builders(json, Stores::persistentKeyValueStore)
                .forEach(store -> topology.addStateStore(store, PROCESSOR));
        sink(topology, Topic.STUDY_LOG, json);
        sink(topology, Topic.TRIAL_QUEUE, json);
        sink(topology, Topic.TRIAL_STOPS, json);
        sink(topology, Topic.STUDIES, json);
        sink(topology, Topic.TRIALS, json);
        return topology;
    }

    private static <V> void copy(
            StreamsBuilder builder,
            Topic topic,
            Class<V> type,
            ObjectMapper json,
            Supplier<CopyProcessor<V>> copy) {
        ObjectMapperSerde<V> state = new ObjectMapperSerde<>(type, json);
        Deserializer<V> message =
                (name, bytes) ->
                        Completeness.checked(state.deserializer().deserialize(name, bytes));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(copy.get().store()), Serdes.String(), state),
                topic.topicName(),
                Consumed.with(Serdes.String(), Serdes.serdeFrom(state.serializer(), message)),
                copy::get);
    }

    private static <V> void source(
            Topology topology, Topic topic, Class<V> type, ObjectMapper json) {
        Deserializer<V> message = new ObjectMapperSerde<>(type, json).deserializer();
        Deserializer<V> values =
                (name, bytes) -> Completeness.checked(message.deserialize(name, bytes));
        topology.addSource(topic.topicName(), new StringDeserializer(), values, topic.topicName());
    }

    /// The name of the node that writes to `topic`.
    static String sink(Topic topic) {
        return topic.topicName() + "-sink";
    }

    private static void sink(Topology topology, Topic topic, ObjectMapper json) {
        topology.addSink(
                sink(topic),
                topic.topicName(),
                new StringSerializer(),
                new ObjectMapperSerde<>(Object.class, json).serializer(),
                PROCESSOR);
    }
}
