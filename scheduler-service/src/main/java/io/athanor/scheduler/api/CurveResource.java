package io.athanor.scheduler.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Learning curves: the metrics service answers, so that users know one address.
@Path("/api/v1/trials/{trial}/losses")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Trials")
class CurveResource {
    private final MetricsConfig config;
    private final HttpClient client;

    CurveResource(MetricsConfig config) {
        this.config = config;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.timeout())
                        .build();
    }

    @GET
    @Operation(summary = "The loss of every iteration, thinned, and smoothed")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "the first iteration")
    @Parameter(name = "points", in = ParameterIn.QUERY, description = "at most so many")
    public Response losses(@PathParam("trial") String trial, @Context UriInfo uri)
            throws InterruptedException {
        String query = uri.getRequestUri().getRawQuery();
        URI target =
                config.url()
                        .resolve(
                                "/api/v1/trials/%s/losses%s"
                                        .formatted(
                                                Lookup.trialId(trial),
                                                query == null ? "" : "?" + query));
        try {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(target).timeout(config.timeout()).build(),
                            HttpResponse.BodyHandlers.ofString());
            return Response.status(answer.statusCode())
                    .type(
                            answer.headers()
                                    .firstValue(HttpHeaders.CONTENT_TYPE)
                                    .orElse(MediaType.APPLICATION_JSON))
                    .entity(answer.body())
                    .build();
        } catch (IOException e) {
            throw new ServerErrorException(
                    "the metrics service does not answer", Response.Status.BAD_GATEWAY, e);
        }
    }
}
