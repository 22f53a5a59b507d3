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
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// What replicas ask each other.
@Path("/internal")
public class CurvesResource {
    private final CurveLookup curves;

    CurvesResource(CurveLookup curves) {
        this.curves = curves;
    }

    @GET
    @Path("curves/{trial}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Blocking
    @Operation(hidden = true)
    public Response curve(@PathParam("trial") String trial) {
        return answer(trial, curves::bytesHere);
    }

    @GET
    @Path("weights/{trial}")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(hidden = true)
    public Response weights(@PathParam("trial") String trial) {
        return answer(trial, curves::weightsHere);
    }

    private static <T> Response answer(String trial, Function<TrialId, Optional<T>> lookup) {
        try {
            return lookup.apply(TrialId.parse(trial))
                    .map(found -> Response.ok(found).build())
                    .orElseGet(() -> Response.status(Response.Status.NOT_FOUND).build());
        } catch (IllegalArgumentException e) {
            return Response.status(Response.Status.NOT_FOUND).build();
        } catch (InvalidStateStoreException e) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
        }
    }
}
