package io.athanor.access;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Stands before every endpoint: to look takes a viewer, to do anything a submitter. It knows no
/// paths, so that no spelling of a path and no new endpoint goes round it; who may change which
/// study is the endpoint's to check, with [Caller#mayChange].
class Guard {
    private static final Set<String> LOOKING = Set.of("GET", "HEAD", "OPTIONS");

    private final Caller caller;

    Guard(Caller caller) {
        this.caller = caller;
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public @Nullable Response check(ContainerRequestContext request) {
        Role needed = LOOKING.contains(request.getMethod()) ? Role.VIEWER : Role.SUBMITTER;
        if (caller.has(needed)) {
            return null;
        }
        return caller.isKnown()
                ? refusal(Response.status(403), Refusal.lacks(needed))
                : refusal(
                        Response.status(401)
                                .header(HttpHeaders.WWW_AUTHENTICATE, Refusal.CHALLENGE),
                        Refusal.UNKNOWN);
    }

    private static Response refusal(Response.ResponseBuilder response, String problem) {
        return response.type(Refusal.MEDIA_TYPE).entity(problem).build();
    }
}
