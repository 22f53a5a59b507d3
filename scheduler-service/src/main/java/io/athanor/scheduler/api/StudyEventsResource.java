package io.athanor.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.scheduler.space.Fault;
import io.athanor.scheduler.space.InvalidRequest;
import io.athanor.scheduler.topology.ReadModel;
import io.athanor.scheduler.topology.StudyLog;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Every change of a study as it happens.
@Path("/api/v1/studies/{study}/events")
@RunOnVirtualThread
@Tag(name = "Studies")
class StudyEventsResource {
    private static final Pattern TYPE = Pattern.compile("[a-z-]+");
    private static final long RETRY_SECONDS = 10;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int SILENT_LOOKS = 15;

    private final ApiConfig config;
    private final Semaphore listeners;
    private final ReadModel readModel;
    private final Lookup lookup;
    private final StudyLog log;
    private final ObjectMapper json;

    StudyEventsResource(
            ApiConfig config, ReadModel readModel, Lookup lookup, StudyLog log, ObjectMapper json) {
        this.config = config;
        this.listeners = new Semaphore(config.listeners());
        this.readModel = readModel;
        this.lookup = lookup;
        this.log = log;
        this.json = json;
    }

    @GET
    @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Every change of a study, as server-sent events",
            description =
                    "From the study's beginning, or behind the event that Last-Event-ID names; one that"
                            + " is not there yet, 999999999999999999, means from now on. Ends"
                            + " when the study and all its trials are over.")
    @APIResponse(
            responseCode = "200",
            description = "A decision an event, as the topic study-log has it",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(type = SchemaType.STRING),
                            examples = @ExampleObject(name = "events", value = Examples.EVENTS)))
    public Response events(
            @PathParam("study") String study,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context HttpServerResponse response) {
        StudyRecord found = lookup.study(study);
        long last = lastEventId == null ? -1 : parsed(lastEventId);
        if (!listeners.tryAcquire()) {
            throw new ServiceUnavailableException(
                    "%d listeners are served already, as many as athanor.api.listeners allows: try again later"
                            .formatted(config.listeners()),
                    RETRY_SECONDS);
        }
        StreamingOutput body =
                out -> {
                    try (StudyLog.Reader reader =
                            last < 0
                                    ? log.since(found.id(), found.createdAt())
                                    : log.after(found.id(), last)) {
                        send(found.id(), reader, out, response::closed);
                    } finally {
                        listeners.release();
                    }
                };
        return Response.ok(body).type(MediaType.SERVER_SENT_EVENTS).build();
    }

    /// Else a HEAD would listen to the end of the study.
    @HEAD
    @Operation(hidden = true)
    public Response head(@PathParam("study") String study) {
        var _ = lookup.study(study);
        return Response.ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }

    private static long parsed(String lastEventId) {
        if (!lastEventId.matches("[0-9]{1,18}")) {
            throw new InvalidRequest(
                    List.of(Fault.of("Last-Event-ID", lastEventId, "the id of an event")));
        }
        return Long.parseLong(lastEventId);
    }

    /// What is written to a listener that has gone is lost without an error.
    private void send(
            StudyId study, StudyLog.Reader reader, OutputStream out, BooleanSupplier hasGone)
            throws IOException {
        int silent = 0;
        while (!hasGone.getAsBoolean()) {
            // Looked for before the log is read: what comes later is of no study that is over.
            boolean over = readModel.study(study).filter(StudyRecord::over).isPresent();
            List<StudyLog.Entry> entries = reader.next(LOOK);
            for (StudyLog.Entry entry : entries) {
                JsonNode event = event(entry);
                String type = event.path("type").asText();
                if (TYPE.matcher(type).matches()) {
                    write(
                            out,
                            "id: %d\nevent: %s\ndata: %s\n\n"
                                    .formatted(entry.id(), type, json.writeValueAsString(event)));
                }
            }
            if (over && reader.isAtEnd()) {
                return;
            }
            silent = entries.isEmpty() ? silent + 1 : 0;
            if (silent == SILENT_LOOKS) {
                silent = 0;
                write(out, ": nothing new\n\n");
            }
        }
    }

    /// What is no decision is left out.
    private JsonNode event(StudyLog.Entry entry) {
        try {
            return json.readTree(entry.json());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
