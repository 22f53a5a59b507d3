package io.athanor.scheduler.api;

import io.athanor.contracts.StudyCommand.CancelTrial;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.NewStudy;
import io.athanor.scheduler.space.Requests;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Trials: one by itself, everything about one, and the end of one.
@Path("/api/v1/trials")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Trials")
class TrialResource {
    private final ReadModel readModel;
    private final Lookup lookup;
    private final Creation creation;
    private final Commands commands;
    private final KnownDataSets dataSets;

    TrialResource(
            ReadModel readModel,
            Lookup lookup,
            Creation creation,
            Commands commands,
            KnownDataSets dataSets) {
        this.readModel = readModel;
        this.lookup = lookup;
        this.creation = creation;
        this.commands = commands;
        this.dataSets = dataSets;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, Body.YAML, Body.X_YAML, Body.TEXT_YAML})
    @Operation(
            summary = "Train one trial by itself",
            description =
                    "Everything has a default. The trial is the only one of a study of its own.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT, title = "NewTrial"),
                            examples = @ExampleObject(name = "trial", value = Examples.TRIAL)))
    @APIResponse(
            responseCode = "201",
            description = "The trial",
            content = @Content(schema = @Schema(implementation = TrialView.class)))
    @APIResponse(
            responseCode = "422",
            description = "Every fault at once",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    public Response create(
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context HttpHeaders headers) {
        NewStudy request = Requests.trial(Body.read(body, headers), dataSets);
        StudyRecord study = creation.create("trial", request, key);
        TrialRecord trial = commands.await(study.id(), () -> readModel.trial(first(study)));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/trials/" + trial.id())
                .entity(new Accepted<>(new TrialView(trial), Requests.warnings(request, dataSets)))
                .build();
    }

    @GET
    @Path("{trial}")
    @Operation(summary = "Everything about a trial")
    public TrialView get(@PathParam("trial") String trial) {
        return new TrialView(lookup.trial(trial));
    }

    @POST
    @Path("{trial}/stop")
    @Operation(
            summary = "Stop a trial",
            description =
                    "A waiting trial is stopped at once, a running one asked to stop: its state"
                            + " changes when its trainer has done so. One that is over stays as it is.")
    public TrialView stop(@PathParam("trial") String trial) {
        TrialRecord before = lookup.trial(trial);
        var _ = lookup.studyToChange(before.id().study().value());
        if (before.state().isFinal() || before.stop() != null) {
            return new TrialView(before);
        }
        return new TrialView(
                commands.carryOut(
                        new CancelTrial(StudyResource.newCommand(), before.id()),
                        () ->
                                readModel
                                        .trial(before.id())
                                        .filter(now ->
                                                now.stop() != null || now.state().isFinal())));
    }

    private static TrialId first(StudyRecord study) {
        return new TrialId(study.id(), 1);
    }
}
