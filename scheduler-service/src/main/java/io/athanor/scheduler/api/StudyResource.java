package io.athanor.scheduler.api;

import io.athanor.contracts.Budget;
import io.athanor.contracts.StudyCommand.CancelStudy;
import io.athanor.contracts.StudyCommand.ChangeStudy;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.NewStudy;
import io.athanor.scheduler.space.Requests;
import io.athanor.scheduler.space.StudyChange;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Studies: create, look, change, cancel.
@Path("/api/v1/studies")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Studies")
class StudyResource {
    private final ReadModel readModel;
    private final Lookup lookup;
    private final Creation creation;
    private final Commands commands;
    private final KnownDataSets dataSets;

    StudyResource(
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
            summary = "Create a study",
            description =
                    "All but the space has a default. With `dryRun=true` it is checked only: nothing"
                            + " is created.")
    @Parameter(
            name = "dryRun",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT, title = "NewStudy"),
                            examples = {
                                @ExampleObject(name = "study", value = Examples.STUDY),
                                @ExampleObject(name = "pruned", value = Examples.PRUNED_STUDY),
                                @ExampleObject(name = "guided", value = Examples.GUIDED_STUDY),
                                @ExampleObject(name = "warm-start", value = Examples.WARM_STUDY)
                            }))
    @APIResponse(
            responseCode = "201",
            description = "The study, as it was accepted",
            content = @Content(schema = @Schema(implementation = StudyRecord.class)))
    @APIResponse(
            responseCode = "200",
            description = "With dryRun: the study could be created; the warnings say what to know",
            content = @Content(schema = @Schema(implementation = Checked.class)))
    @APIResponse(responseCode = "409", description = "The name is taken")
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
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        Query query = new Query(uri);
        boolean dryRun = "true".equals(query.oneOf("dryRun", List.of("true", "false")));
        query.end();
        NewStudy request = Requests.study(Body.read(body, headers), dataSets);
        if (dryRun) {
            creation.check(request);
            return Response.ok(new Checked(request.spec(), Requests.warnings(request, dataSets)))
                    .build();
        }
        StudyRecord study = creation.create("study", request, key);
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/studies/" + study.id())
                .entity(new Accepted<>(study, Requests.warnings(request, dataSets)))
                .build();
    }

    /// A study that could be created.
    ///
    /// @param spec with every default filled in
    /// @param warnings what its owner should know
    record Checked(StudySpec spec, List<String> warnings) {}

    @GET
    @Operation(summary = "All studies, by name")
    public Page<StudyRecord> list(@Context UriInfo uri) {
        Query query = new Query(uri);
        int page = query.page();
        int size = query.size();
        query.end();
        return Page.of(readModel.studies(), page, size, study -> study);
    }

    @GET
    @Path("{study}")
    @Operation(summary = "A study with its counts and its best trial")
    public StudyRecord get(@PathParam("study") String study) {
        return lookup.study(study);
    }

    @PATCH
    @Path("{study}")
    @Consumes({MediaType.APPLICATION_JSON, Body.YAML, Body.X_YAML, Body.TEXT_YAML})
    @Operation(summary = "Change a study's budget, pause it, or let it go on")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT, title = "StudyChange"),
                            examples = @ExampleObject(name = "change", value = Examples.CHANGE)))
    @APIResponse(
            responseCode = "200",
            description = "The changed study",
            content = @Content(schema = @Schema(implementation = StudyRecord.class)))
    @APIResponse(responseCode = "409", description = "The study is over")
    public StudyRecord change(
            @PathParam("study") String study, byte[] body, @Context HttpHeaders headers) {
        StudyRecord before = lookup.studyToChange(study);
        StudyChange change = Requests.change(Body.read(body, headers));
        refuseIfOver(before);
        refuseTooFewTrials(before, change);
        return commands.carryOut(
                new ChangeStudy(
                        newCommand(),
                        before.id(),
                        change.trials(),
                        change.parallelism(),
                        change.paused()),
                () -> seen(before, now -> shows(now, change)));
    }

    @POST
    @Path("{study}/cancel")
    @Operation(summary = "End a study; its running trials are asked to stop")
    public StudyRecord cancel(@PathParam("study") String study) {
        StudyRecord before = lookup.studyToChange(study);
        return before.state().isFinal()
                ? before
                : commands.carryOut(
                        new CancelStudy(newCommand(), before.id()), () -> seen(before, _ -> false));
    }

    /// The study once `done` holds, or once it is over, when nothing of it changes any more.
    private Optional<StudyRecord> seen(StudyRecord before, Predicate<StudyRecord> done) {
        return readModel
                .study(before.id())
                .filter(study -> study.state().isFinal() || done.test(study));
    }

    private static boolean shows(StudyRecord study, StudyChange change) {
        Budget budget = study.spec().budget();
        Integer trials = change.trials();
        Integer parallelism = change.parallelism();
        Boolean paused = change.paused();
        return (trials == null || trials == budget.trials())
                && (parallelism == null || parallelism == budget.parallelism())
                && (paused == null || paused == (study.state() == StudyState.PAUSED));
    }

    static void refuseIfOver(StudyRecord study) {
        if (study.state().isFinal()) {
            throw new ClientErrorException(
                    "study '%s' is over: nothing of it can be changed".formatted(study.id()),
                    Response.Status.CONFLICT);
        }
    }

    private static void refuseTooFewTrials(StudyRecord study, StudyChange change) {
        int proposed = study.proposed();
        Integer trials = change.trials();
        if (trials != null && trials < proposed) {
            throw new ClientErrorException(
                    "budget.trials %d: at least %d, so many are proposed already"
                            .formatted(trials, proposed),
                    Response.Status.CONFLICT);
        }
    }

    static String newCommand() {
        return UUID.randomUUID().toString();
    }
}
