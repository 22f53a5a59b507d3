package io.athanor.metrics.http;

import io.athanor.access.Caller;
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
    private final Caller caller;

    KnownCurves(CurveLookup curves, Caller caller) {
        this.curves = curves;
        this.caller = caller;
    }

    /// @throws RefusedException where there is none, or the curves are being restored
    Curve of(String trial) {
        return of(trial, caller.authorization());
    }

    /// As [#of(String)], for a stream: the request that began it is over.
    ///
    /// @param authorization what the caller had sent
    Curve of(String trial, Optional<String> authorization) {
        return find(trial, id -> curves.find(id, authorization), "No curve of a trial '%s'.");
    }

    /// @throws RefusedException where there are none, or they are being restored
    TrialWeights weightsOf(String trial) {
        Optional<String> authorization = caller.authorization();
        return find(
                trial,
                id -> curves.findWeights(id, authorization),
                "No weights of a trial '%s' were measured.");
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
