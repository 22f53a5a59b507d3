package io.athanor.metrics.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;

/// An error as RFC 9457 writes it, with every fault of the request at once.
///
/// @param errors what is wrong, by parameter
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String type, String title, int status, String detail, List<Fault> errors) {
    static final MediaType TYPE = new MediaType("application", "problem+json");

    /// What is wrong with one parameter.
    record Fault(String field, String message) {}

    static Problem of(Status status, String detail, List<Fault> errors) {
        return new Problem(
                "about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, errors);
    }

    Response response() {
        return Response.status(status).type(TYPE).entity(this).build();
    }
}
