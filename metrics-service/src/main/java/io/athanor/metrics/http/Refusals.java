package io.athanor.metrics.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Answers refused requests.
class Refusals {

    @ServerExceptionMapper
    Response answer(RefusedException refused) {
        return refused.problem().response();
    }

    /// What the server itself refuses: no such path, method or type.
    @ServerExceptionMapper
    Response answer(WebApplicationException refused) {
        Response response = refused.getResponse();
        Response.Status status = Response.Status.fromStatusCode(response.getStatus());
        return status == null
                ? response
                : Problem.of(status, String.valueOf(refused.getMessage()), List.of()).response();
    }
}
