package io.athanor.metrics.http;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Answers refused requests.
class Refusals {

    @ServerExceptionMapper
    Response answer(RefusedException refused) {
        return refused.problem().response();
    }
}
