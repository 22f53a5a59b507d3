package io.athanor.metrics.stream;

import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/// Finds a trial's curve wherever it is kept. With one replica that is here.
@ApplicationScoped
public class CurveLookup {
    private final KafkaStreams streams;

    CurveLookup(KafkaStreams streams) {
        this.streams = streams;
    }

    /// The curve as of the newest record that was processed.
    ///
    /// @throws org.apache.kafka.streams.errors.InvalidStateStoreException while the curves are
    ///   being restored or moved
    public Optional<Curve> find(TrialId trial) {
        return Optional.ofNullable(
                streams.store(
                                StoreQueryParameters.fromNameAndType(
                                        MetricsTopology.CURVES,
                                        QueryableStoreTypes.<String, Curve>keyValueStore()))
                        .get(trial.toString()));
    }
}
