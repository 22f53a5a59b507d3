package io.athanor.metrics.http;

import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.stream.CurveLookup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
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
        return id(trial)
                .flatMap(this::find)
                .orElseThrow(() ->
                        refused(Status.NOT_FOUND, "No curve of a trial '%s'.".formatted(trial)));
    }

    private Optional<Curve> find(TrialId trial) {
        try {
            return curves.find(trial);
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
