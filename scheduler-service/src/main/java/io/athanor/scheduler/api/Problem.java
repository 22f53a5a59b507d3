package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.athanor.scheduler.space.Fault;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Why a request was not done (RFC 9457).
///
/// @param errors every fault of the request, where it is the request's
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(title = "Problem")
record Problem(String type, String title, int status, @Nullable String detail, List<Fault> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, @Nullable String detail) {
        return of(status, detail, List.of());
    }

    static Problem of(int status, @Nullable String detail, List<Fault> errors) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title =
                status == 422
                        ? "Unprocessable Content"
                        : known == null ? "Error" : known.getReasonPhrase();
        return new Problem("about:blank", title, status, detail, errors);
    }
}
