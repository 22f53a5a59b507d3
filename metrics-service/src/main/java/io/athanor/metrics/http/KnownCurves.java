package io.athanor.metrics.http;

import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.TrialWeights;
import io.athanor.metrics.stream.CurveLookup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/// Finds the curve that a request names, or refuses the request.
@ApplicationScoped
class KnownCurves {
    private final CurveLookup curves;

    KnownCurves(CurveLookup curves) {
        this.curves = curves;
    }

    /// @throws RefusedException where there is none, or the curves are being restored
    Curve of(String trial) {
        return find(trial, curves::find, "No curve of a trial '%s'.");
    }

    /// @throws RefusedException where there are none, or they are being restored
    TrialWeights weightsOf(String trial) {
        return find(trial, curves::findWeights, "No weights of a trial '%s' were measured.");
    }

    private static <T> T find(
            String trial, Function<TrialId, Optional<T>> lookup, String otherwise) {
        try {
            return id(trial)
                    .flatMap(lookup)
                    .orElseThrow(() -> refused(Status.NOT_FOUND, otherwise.formatted(trial)));
        } catch (InvalidStateStoreException e) {
            throw refused(
                    Status.SERVICE_UNAVAILABLE,
                    "The curves are being restored. Ask again in a few seconds.");
        }
    }

    /// A text that is no trial's id names no trial that is known.
    private static Optional<TrialId> id(String trial) {
        try {
            return Optional.of(TrialId.parse(trial));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RefusedException refused(Status status, String detail) {
        return new RefusedException(Problem.of(status, detail, List.of()));
    }
}
