package io.athanor.metrics.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Completeness;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.Topic;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialRecord;
import io.athanor.metrics.curve.CurveFormat;
import io.athanor.metrics.curve.TrialWeights;
import io.athanor.metrics.series.Delays;
import io.athanor.metrics.series.ForgottenStates;
import io.athanor.metrics.series.StudySeries;
import io.athanor.metrics.series.TrialSeries;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jboss.logging.Logger;

/// The service's one topology: curves to stops; studies and trials to series.
@ApplicationScoped
class MetricsTopology {
    static final String CURVES = "curves";
    static final String WEIGHTS = "weights";
    static final String STUDIES = "studies";
    private static final Logger LOG = Logger.getLogger(MetricsTopology.class);

    private final ObjectMapper mapper;
    private final CurvesConfig config;
    private final CurveProcessor.Shown shown;

    MetricsTopology(
            ObjectMapper mapper,
            CurvesConfig config,
            TrialSeries trials,
            StudySeries studies,
            Delays delays,
            ForgottenStates forgotten) {
        this.mapper = mapper;
        this.config = config;
        this.shown = new CurveProcessor.Shown(trials, studies, delays, forgotten);
    }

    @Produces
    Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        curves(builder);
        studies(builder);
        trials(builder);
        return builder.build();
    }

    /// A broker that stays away for long ends a stream thread; another takes its place.
    @Produces
    StreamsUncaughtExceptionHandler replaceThread() {
        return failure -> {
            LOG.error("a stream thread ended and is replaced", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }

    private void curves(StreamsBuilder builder) {
        CurveFormat format = new CurveFormat(mapper);
        builder.addStateStore(
                cached(
                        CURVES,
                        Serdes.serdeFrom(
                                (_, curve) -> curve == null ? null : format.write(curve),
                                (_, bytes) -> bytes == null ? null : format.read(bytes))));
        builder.addStateStore(cached(WEIGHTS, json(TrialWeights.class)));
        builder.stream(Topic.TRIAL_CURVES.topicName(), consumed(TrialCurve.class))
                .process(
                        () -> new CurveProcessor(config.retention(), shown),
                        Named.as("fold-curves"),
                        CURVES,
                        WEIGHTS)
                .to(
                        Topic.TRIAL_STOPS.topicName(),
                        Produced.with(
                                Serdes.String(), new ObjectMapperSerde<>(StopTrial.class, mapper)));
    }

    private void studies(StreamsBuilder builder) {
        builder.addStateStore(cached(STUDIES, json(StudyRecord.class)));
        builder.stream(Topic.STUDIES.topicName(), consumed(StudyRecord.class))
                .process(
                        () -> new StudyProcessor(shown.studies(), shown.forgotten()),
                        Named.as("show-studies"),
                        STUDIES);
    }

    private void trials(StreamsBuilder builder) {
        builder.stream(Topic.TRIALS.topicName(), consumed(TrialRecord.class))
                .process(() -> new TrialProcessor(shown.studies()), Named.as("time-trials"));
    }

    /// Nothing is ever deleted: what has no value is no message.
    private <T> Consumed<String, T> consumed(Class<T> type) {
        ObjectMapperSerde<T> serde = new ObjectMapperSerde<>(type, mapper);
        return Consumed.with(
                Serdes.String(),
                Serdes.serdeFrom(
                        serde.serializer(),
                        (topic, bytes) ->
                                Completeness.checked(
                                        serde.deserializer().deserialize(topic, bytes))));
    }

    /// States that cannot be read are null, as [CurveFormat#read] has it.
    private <T> Serde<T> json(Class<T> type) {
        ObjectMapperSerde<T> serde = new ObjectMapperSerde<>(type, mapper);
        return Serdes.serdeFrom(
                serde.serializer(),
                (topic, bytes) -> {
                    try {
                        return serde.deserializer().deserialize(topic, bytes);
                    } catch (RuntimeException e) {
                        return null;
                    }
                });
    }

    /// A store with a changelog whose writes reach RocksDB and the changelog once a commit: a curve
    /// changes many times a second.
    private static <T> StoreBuilder<?> cached(String name, Serde<T> serde) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), serde)
                .withCachingEnabled();
    }
}
