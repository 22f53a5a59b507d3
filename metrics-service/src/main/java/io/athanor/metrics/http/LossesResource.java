package io.athanor.metrics.http;

import io.athanor.access.Caller;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// The curves of trials that run, and of those that ended not too long ago.
@Path("/api/v1/trials/{trial}")
public class LossesResource {
    private static final String CSV = "text/csv";
    private static final Duration LOOK = Duration.ofMillis(250);

    private final KnownCurves curves;
    private final StreamsConfig config;
    private final Listeners listeners;
    private final Caller caller;

    LossesResource(KnownCurves curves, StreamsConfig config, Listeners listeners, Caller caller) {
        this.curves = curves;
        this.config = config;
        this.listeners = listeners;
        this.caller = caller;
    }

    @GET
    @Path("losses")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "The losses, smoothed losses and epochs of a trial")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = TrialLosses.class)))
    @APIResponse(responseCode = "400", description = "A parameter is wrong; `errors` says which")
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    @APIResponse(responseCode = "503", description = "The curves are being restored")
    public TrialLosses losses(
            @PathParam("trial") String trial,
            @QueryParam("from") @Schema(type = SchemaType.INTEGER) @Nullable String from,
            @QueryParam("points") @Schema(type = SchemaType.INTEGER) @Nullable String points) {
        LossesQuery query = LossesQuery.parse(from, points);
        return TrialLosses.of(curves.of(trial), query);
    }

    @GET
    @Path("losses.csv")
    @Produces(CSV)
    @Blocking
    @Operation(
            summary = "The losses of a trial as a table",
            description =
                    "Columns: iteration, loss, smoothed. All points that are kept, at most 3,000; a"
                            + " cell is empty where only the other loss is kept. The epochs are in"
                            + " epochs.csv.")
    @APIResponse(responseCode = "200", content = @Content(mediaType = CSV))
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    public String lossesAsCsv(@PathParam("trial") String trial) {
        return Csv.losses(curves.of(trial));
    }

    @GET
    @Path("epochs.csv")
    @Produces(CSV)
    @Blocking
    @Operation(
            summary = "The epochs of a trial as a table",
            description =
                    "Columns: epoch, iterations, trainLoss, trainAccuracy, testLoss, testAccuracy,"
                            + " validationLoss, validationAccuracy (empty without validation"
                            + " images), learningRate, seconds.")
    @APIResponse(responseCode = "200", content = @Content(mediaType = CSV))
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    public String epochsAsCsv(@PathParam("trial") String trial) {
        return Csv.epochs(curves.of(trial));
    }

    @GET
    @Path("losses/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "The losses and epochs of a trial as they come",
            description =
                    "First what is known, then what is new, up to the curve's end, which carries the"
                            + " outcome. Each event has at most 500 points; who reads slowly gets"
                            + " fewer and thinner events. `restartedFrom` says that a new execution began:"
                            + " what came before of that iteration and the later ones is void. In"
                            + " silence, a comment every 15 seconds.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = CurveFeed.Update.class)))
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    @APIResponse(
            responseCode = "503",
            description = "The curves are being restored, or too many listen already")
    public Multi<OutboundSseEvent> stream(@PathParam("trial") String trial, @Context Sse sse) {
        Optional<String> authorization = caller.authorization();
        curves.of(trial, authorization);
        listeners.enter();
        CurveFeed feed = new CurveFeed();
        Heartbeat heartbeat = new Heartbeat(config.silence().dividedBy(LOOK));
        return Multi.createFrom()
                .ticks()
                .every(LOOK)
                .onOverflow()
                .drop()
                .select()
                .first(_ -> !feed.isOver())
                .map(_ -> feed.next(curves.of(trial, authorization)))
                .select()
                .where(update -> heartbeat.isDue(update.isEmpty()))
                .map(update -> update.isEmpty() ? comment(sse) : event(sse, update))
                .onTermination()
                .invoke(listeners::leave);
    }

    /// Else a HEAD would listen to the end of the trial.
    @HEAD
    @Path("losses/stream")
    @Blocking
    @Operation(hidden = true)
    public Response head(@PathParam("trial") String trial) {
        var _ = curves.of(trial);
        return Response.ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }

    private static OutboundSseEvent event(Sse sse, CurveFeed.Update update) {
        return sse.newEventBuilder()
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(CurveFeed.Update.class, update)
                .build();
    }

    /// Proxies close what is silent, and who has gone is noticed by writing only.
    private static OutboundSseEvent comment(Sse sse) {
        return sse.newEventBuilder().comment("still there").build();
    }
}
