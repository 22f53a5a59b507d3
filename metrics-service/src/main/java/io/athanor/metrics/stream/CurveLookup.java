package io.athanor.metrics.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.CurveFormat;
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

/// Finds a trial's curve wherever it is kept: each replica has those of its own partitions, and
/// asks the replica that has the others.
@ApplicationScoped
public class CurveLookup {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaStreams streams;
    private final CurveFormat format;
    private final HostInfo self;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// @param config says at which host and port the other replicas reach this one
    CurveLookup(KafkaStreams streams, ObjectMapper mapper, StreamsConfig config) {
        this.streams = streams;
        this.format = new CurveFormat(mapper);
        this.self =
                HostInfo.buildFromEndpoint(
                        config.getString(StreamsConfig.APPLICATION_SERVER_CONFIG));
    }

    /// The curve as of the newest record that was processed.
    ///
    /// @throws InvalidStateStoreException while the curves are being restored or moved, or the
    ///   replica that has the trial's does not answer
    public Optional<Curve> find(TrialId trial) {
        KeyQueryMetadata where =
                streams.queryMetadataForKey(
                        MetricsTopology.CURVES, trial.toString(), new StringSerializer());
        if (where == null || where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new InvalidStateStoreException("no replica has the curves yet");
        }
        return where.activeHost().equals(self) ? findHere(trial) : ask(where.activeHost(), trial);
    }

    /// The bytes of a curve that this replica has; what [#find] asks of another.
    ///
    /// @throws InvalidStateStoreException while the curves are being restored or moved
    public Optional<byte[]> bytesHere(TrialId trial) {
        return findHere(trial).map(format::write);
    }

    private Optional<Curve> findHere(TrialId trial) {
        return Optional.ofNullable(
                streams.store(
                                StoreQueryParameters.fromNameAndType(
                                        MetricsTopology.CURVES,
                                        QueryableStoreTypes.<String, Curve>keyValueStore()))
                        .get(trial.toString()));
    }

    private Optional<Curve> ask(HostInfo replica, TrialId trial) {
        URI curve =
                URI.create(
                        "http://%s:%d/internal/curves/%s"
                                .formatted(replica.host(), replica.port(), trial));
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(curve).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return switch (answer.statusCode()) {
                case 200 -> Optional.ofNullable(format.read(answer.body()));
                case 404 -> Optional.empty();
                default ->
                        throw new InvalidStateStoreException(
                                curve + " answers " + answer.statusCode());
            };
        } catch (IOException e) {
            throw new InvalidStateStoreException(curve + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidStateStoreException(curve + ": interrupted", e);
        }
    }
}
