package io.athanor.metrics.http;

import io.athanor.contracts.TrialId;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.stream.CurveLookup;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// The curves of trials that run, and of those that ended not too long ago.
@Path("/api/v1/trials/{trial}/losses")
public class LossesResource {
    private final CurveLookup curves;

    LossesResource(CurveLookup curves) {
        this.curves = curves;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "The losses, smoothed losses and epochs of a trial")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrialLosses.class)))
    @APIResponse(responseCode = "400", description = "A parameter is wrong; `errors` says which")
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    @APIResponse(responseCode = "503", description = "The curves are being restored")
    public TrialLosses losses(
            @PathParam("trial") String trial,
            @QueryParam("from") @Schema(type = SchemaType.INTEGER) @Nullable String from,
            @QueryParam("points") @Schema(type = SchemaType.INTEGER) @Nullable String points) {
        LossesQuery query = LossesQuery.parse(from, points);
        Curve curve =
                id(trial)
                        .flatMap(this::find)
                        .orElseThrow(() ->
                                refused(
                                        Status.NOT_FOUND,
                                        "No curve of a trial '%s'.".formatted(trial)));
        return TrialLosses.of(curve, query);
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
