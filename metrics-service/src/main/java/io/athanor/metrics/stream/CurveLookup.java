package io.athanor.metrics.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.CurveFormat;
import io.athanor.metrics.curve.TrialWeights;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.jspecify.annotations.Nullable;

/// Finds a trial's curve wherever it is kept: each replica has those of its own partitions, and
/// asks the replica that has the others.
@ApplicationScoped
public class CurveLookup {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaStreams streams;
    private final ObjectMapper mapper;
    private final CurveFormat format;
    private final HostInfo self;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// @param config says at which host and port the other replicas reach this one
    CurveLookup(KafkaStreams streams, ObjectMapper mapper, StreamsConfig config) {
        this.streams = streams;
        this.mapper = mapper;
        this.format = new CurveFormat(mapper);
        this.self =
                HostInfo.buildFromEndpoint(
                        config.getString(StreamsConfig.APPLICATION_SERVER_CONFIG));
    }

    /// The curve as of the newest record that was processed.
    ///
    /// @param authorization what the caller sent to say who it is: the other replica asks, too
    /// @throws InvalidStateStoreException while the curves are being restored or moved, or the
    ///   replica that has the trial's does not answer
    public Optional<Curve> find(TrialId trial, Optional<String> authorization) {
        HostInfo replica = replica(trial);
        return replica.equals(self)
                ? here(MetricsTopology.CURVES, trial)
                : ask(replica, "curves", trial, authorization).map(format::read);
    }

    /// The statistics of the trial's weights, likewise.
    ///
    /// @throws InvalidStateStoreException as [#find]
    public Optional<TrialWeights> findWeights(TrialId trial, Optional<String> authorization) {
        HostInfo replica = replica(trial);
        return replica.equals(self)
                ? here(MetricsTopology.WEIGHTS, trial)
                : ask(replica, "weights", trial, authorization).map(this::weights);
    }

    /// The bytes of a curve that this replica has; what [#find] asks of another.
    ///
    /// @throws InvalidStateStoreException while the curves are being restored or moved
    public Optional<byte[]> bytesHere(TrialId trial) {
        return this.<Curve>here(MetricsTopology.CURVES, trial).map(format::write);
    }

    /// The statistics that this replica has; what [#findWeights] asks of another.
    ///
    /// @throws InvalidStateStoreException while they are being restored or moved
    public Optional<TrialWeights> weightsHere(TrialId trial) {
        return here(MetricsTopology.WEIGHTS, trial);
    }

    /// All stores of a trial are on the same replica.
    private HostInfo replica(TrialId trial) {
        KeyQueryMetadata where =
                streams.queryMetadataForKey(
                        MetricsTopology.CURVES, trial.toString(), new StringSerializer());
        if (where == null || where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new InvalidStateStoreException("no replica has the curves yet");
        }
        return where.activeHost();
    }

    private <T> Optional<T> here(String store, TrialId trial) {
        return Optional.ofNullable(
                streams.store(
                                StoreQueryParameters.fromNameAndType(
                                        store, QueryableStoreTypes.<String, T>keyValueStore()))
                        .get(trial.toString()));
    }

    private @Nullable TrialWeights weights(byte[] bytes) {
        try {
            return mapper.readValue(bytes, TrialWeights.class);
        } catch (IOException e) {
            return null;
        }
    }

    private Optional<byte[]> ask(
            HostInfo replica, String what, TrialId trial, Optional<String> authorization) {
        URI uri =
                URI.create(
                        "http://%s:%d/internal/%s/%s"
                                .formatted(replica.host(), replica.port(), what, trial));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        authorization.ifPresent(sent -> request.header("Authorization", sent));
        try {
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return switch (answer.statusCode()) {
                case 200 -> Optional.of(answer.body());
                case 404 -> Optional.empty();
                default ->
                        throw new InvalidStateStoreException(
                                uri + " answers " + answer.statusCode());
            };
        } catch (IOException e) {
            throw new InvalidStateStoreException(uri + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidStateStoreException(uri + ": interrupted", e);
        }
    }
}
