package io.athanor.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;

/// Cuts off whoever sends a body a byte now and then: each byte begins the time of idleness anew.
@ApplicationScoped
class SlowBodies {
    private static final int FIRST = 1000;
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

    private final Duration patience;

    SlowBodies(LimitsConfig config) {
        this.patience = config.bodyPatience();
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext context) {
        if (mayHaveBody(context.request())) {
            var _ = context.vertx().setTimer(patience.toMillis(), _ -> end(context));
        }
        context.next();
    }

    /// A request whose body nobody reads does not end either, and may be answered for hours.
    private static boolean mayHaveBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                        || !WITHOUT_BODY.contains(request.method().name())
                : !length.equals("0");
    }

    private void end(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        if (request.isEnded() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            var _ = request.connection().close();
            return;
        }
        var _ =
                response.setStatusCode(408)
                        .putHeader(HttpHeaders.CONTENT_TYPE, Refusal.MEDIA_TYPE)
                        .end(Refusal.slow(patience))
                        .onComplete(_ -> request.connection().close());
    }
}
