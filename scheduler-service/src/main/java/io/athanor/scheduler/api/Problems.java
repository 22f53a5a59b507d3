package io.athanor.scheduler.api;

import io.athanor.scheduler.space.InvalidRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns everything that goes wrong into `application/problem+json`.
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final String RETRY_SECONDS = "2";

    @ServerExceptionMapper
    public Response invalid(InvalidRequest invalid) {
        int faults = invalid.faults().size();
        String detail = "%d %s: see errors".formatted(faults, faults == 1 ? "fault" : "faults");
        return respond(Problem.of(422, detail, invalid.faults())).build();
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException refused) {
        Response response = refused.getResponse();
        String detail =
                switch (refused) {
                    case NotSupportedException _ ->
                            "send the body as application/json or application/yaml (Content-Type)";
                    case NotAllowedException _ ->
                            "no such method here; /q/openapi lists what there is";
                    default -> refused.getMessage();
                };
        return respond(Problem.of(response.getStatus(), detail))
                .header(HttpHeaders.RETRY_AFTER, response.getHeaderString(HttpHeaders.RETRY_AFTER))
                .build();
    }

    @ServerExceptionMapper
    public Response starting(InvalidStateStoreException starting) {
        return respond(Problem.of(503, "the scheduler is starting; its state is not loaded yet"))
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .build();
    }

    @ServerExceptionMapper
    public Response broken(RuntimeException broken) {
        LOG.error("A request failed", broken);
        return respond(Problem.of(500, "the scheduler failed; its log says why")).build();
    }

    private static Response.ResponseBuilder respond(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }
}
