package io.athanor.scheduler.api;

import io.athanor.access.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Learning curves: the metrics service answers, so that users know one address.
@Path("/api/v1/trials/{trial}")
@RunOnVirtualThread
@Tag(name = "Trials")
class CurveResource {
    private static final String CSV = "text/csv";
    private static final int CHUNK = 8_192;

    private final MetricsConfig config;
    private final Caller caller;
    private final HttpClient client;

    CurveResource(MetricsConfig config, Caller caller) {
        this.config = config;
        this.caller = caller;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.timeout())
                        .build();
    }

    @GET
    @Path("losses")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The loss of every iteration, thinned, and smoothed")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "the first iteration")
    @Parameter(name = "points", in = ParameterIn.QUERY, description = "at most so many")
    public Response losses(@PathParam("trial") String trial, @Context UriInfo uri)
            throws InterruptedException {
        String query = uri.getRequestUri().getRawQuery();
        return forward(trial, query == null ? "losses" : "losses?" + query);
    }

    @GET
    @Path("losses.csv")
    @Produces({CSV, MediaType.APPLICATION_JSON})
    @Operation(summary = "The losses as CSV: iteration, loss, smoothed")
    public Response lossesAsCsv(@PathParam("trial") String trial) throws InterruptedException {
        return forward(trial, "losses.csv");
    }

    @GET
    @Path("epochs.csv")
    @Produces({CSV, MediaType.APPLICATION_JSON})
    @Operation(summary = "What the epochs measured, as CSV")
    public Response epochsAsCsv(@PathParam("trial") String trial) throws InterruptedException {
        return forward(trial, "epochs.csv");
    }

    @GET
    @Path("diagnosis")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Whether the trial fits, overfits, underfits, oscillates or does not converge",
            description = "With the numbers that the verdict rests on, and a remedy.")
    public Response diagnosis(@PathParam("trial") String trial) throws InterruptedException {
        return forward(trial, "diagnosis");
    }

    @GET
    @Path("weights")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Statistics of the weights and biases, at the start and after the last epoch")
    public Response weights(@PathParam("trial") String trial) throws InterruptedException {
        return forward(trial, "weights");
    }

    @GET
    @Path("losses/stream")
    @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
    @Operation(summary = "The losses and epochs as they come, as server-sent events")
    public Response stream(@PathParam("trial") String trial, @Context HttpServerResponse response)
            throws InterruptedException {
        HttpResponse<InputStream> answer =
                ask("GET", trial, "losses/stream", BodyHandlers.ofInputStream());
        StreamingOutput body = out -> copy(answer.body(), out, response::closed);
        return answer(answer).entity(body).build();
    }

    /// Else a HEAD would listen to the end of the trial.
    @HEAD
    @Path("losses/stream")
    @Operation(hidden = true)
    public Response head(@PathParam("trial") String trial) throws InterruptedException {
        return answer(ask("HEAD", trial, "losses/stream", BodyHandlers.discarding())).build();
    }

    private Response forward(String trial, String what) throws InterruptedException {
        HttpResponse<String> answer = ask("GET", trial, what, BodyHandlers.ofString());
        return answer(answer).entity(answer.body()).build();
    }

    private <T> HttpResponse<T> ask(
            String method, String trial, String what, BodyHandler<T> handler)
            throws InterruptedException {
        URI target =
                config.url().resolve("/api/v1/trials/%s/%s".formatted(Lookup.trialId(trial), what));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .method(method, BodyPublishers.noBody())
                        .timeout(config.timeout());
        caller.authorization().ifPresent(sent -> request.header(HttpHeaders.AUTHORIZATION, sent));
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new ServerErrorException(
                    "the metrics service does not answer", Response.Status.BAD_GATEWAY, e);
        }
    }

    private static Response.ResponseBuilder answer(HttpResponse<?> answer) {
        return Response.status(answer.statusCode())
                .type(
                        answer.headers()
                                .firstValue(HttpHeaders.CONTENT_TYPE)
                                .orElse(MediaType.APPLICATION_JSON));
    }

    /// Hands on what comes as it comes. Ends with either side: a listener that has gone is noticed
    /// at the next event or comment, and by nothing but asking.
    private static void copy(InputStream from, OutputStream to, BooleanSupplier hasGone)
            throws IOException {
        try (from) {
            byte[] chunk = new byte[CHUNK];
            for (int read = from.read(chunk);
                    read >= 0 && !hasGone.getAsBoolean();
                    read = from.read(chunk)) {
                to.write(chunk, 0, read);
                to.flush();
            }
        }
    }
}
