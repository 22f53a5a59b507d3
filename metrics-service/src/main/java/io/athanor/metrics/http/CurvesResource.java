package io.athanor.metrics.http;

import io.athanor.contracts.TrialId;
import io.athanor.metrics.stream.CurveLookup;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// What replicas ask each other.
@Path("/internal/curves/{trial}")
public class CurvesResource {
    private final CurveLookup curves;

    CurvesResource(CurveLookup curves) {
        this.curves = curves;
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Blocking
    @Operation(hidden = true)
    public Response curve(@PathParam("trial") String trial) {
        try {
            return curves.bytesHere(TrialId.parse(trial))
                    .map(bytes -> Response.ok(bytes).build())
                    .orElseGet(() -> Response.status(Response.Status.NOT_FOUND).build());
        } catch (IllegalArgumentException e) {
            return Response.status(Response.Status.NOT_FOUND).build();
        } catch (InvalidStateStoreException e) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
        }
    }
}
