package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Point;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand.EnqueueTrial;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.Requests;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
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

/// The trials of a study: leaderboard, export, and points by hand.
@Path("/api/v1/studies/{study}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Studies")
class StudyTrialsResource {
    private static final String WHERE =
            "what a value must be, as often as needed; either bound may be left out: "
                    + Condition.FORM;

    private static final int MAX_ENQUEUED = 1_000;

    /// Beside what a study may take, see [Creation]: both are in one record.
    private static final int MOST_ENQUEUED_BYTES = 250_000;

    private static final int MOST_IN_OVERVIEW = 10_000;
    private static final int USUAL_IN_OVERVIEW = 1_000;
    private static final List<String> STATES =
            Stream.of(TrialState.values()).map(StudyTrialsResource::name).toList();

    private static final List<String> RULES =
            Stream.of(Stop.Rule.values()).map(StudyTrialsResource::name).toList();

    private final ReadModel readModel;
    private final Lookup lookup;
    private final Commands commands;
    private final KnownDataSets dataSets;
    private final ObjectMapper json;
    private final TrialTable table;

    StudyTrialsResource(
            ReadModel readModel,
            Lookup lookup,
            Commands commands,
            KnownDataSets dataSets,
            ObjectMapper json) {
        this.readModel = readModel;
        this.lookup = lookup;
        this.commands = commands;
        this.dataSets = dataSets;
        this.json = json;
        this.table = new TrialTable(json);
    }

    @GET
    @Path("trials")
    @Operation(
            summary = "The leaderboard",
            description =
                    "Sorted by objective (the best first), number, state, epochs, seconds or a"
                            + " hyperparameter of the study; a dash before it turns the order round.")
    public Page<TrialView> list(@PathParam("study") String study, @BeanParam Asked asked) {
        return find(study, asked.uri, Means::view);
    }

    @GET
    @Path("trials/brief")
    @Operation(
            summary = "The leaderboard in a tenth of the space",
            description = "The same, without what a table does not show.")
    public Page<TrialBrief> briefs(@PathParam("study") String study, @BeanParam Asked asked) {
        return find(study, asked.uri, Means::brief);
    }

    /// What a leaderboard may be asked. Described only: [Query] reads it, and tells all that is
    /// wrong with it at once.
    @SuppressWarnings("NullAway.Init") // JAX-RS fills it.
    static final class Asked {
        @Context UriInfo uri;

        @Parameter(example = "running")
        @QueryParam("state")
        String state;

        @Parameter(description = "the rule that stopped the trial", example = "median")
        @QueryParam("rule")
        String rule;

        @Parameter(description = WHERE, example = "dropout:0..0.2")
        @QueryParam("where")
        List<String> where;

        @Parameter(example = "objective")
        @QueryParam("sort")
        String sort;

        @Parameter(description = "counts from 1", schema = @Schema(type = SchemaType.INTEGER))
        @QueryParam("page")
        String page;

        @Parameter(description = "1 to 1000", schema = @Schema(type = SchemaType.INTEGER))
        @QueryParam("size")
        String size;
    }

    private <T> Page<T> find(String study, UriInfo uri, BiFunction<Means, TrialRecord, T> view) {
        StudyRecord found = lookup.study(study);
        Means means = Means.of(found, readModel);
        TrialValues values = new TrialValues(found.spec(), means::of);
        Query query = new Query(uri);
        String state = query.oneOf("state", STATES);
        String rule = query.oneOf("rule", RULES);
        List<Condition> conditions = query.conditions(values.names());
        String sort = query.oneOf("sort", Leaderboard.sorts(values));
        int page = query.page();
        int size = query.size();
        query.end();
        Leaderboard board =
                new Leaderboard(
                        sort == null ? Leaderboard.DEFAULT_SORT : sort,
                        found.spec().objective().direction(),
                        values,
                        (long) page * size);
        readModel.trials(
                found.id(),
                trial -> {
                    if ((state == null || name(trial.state()).equals(state))
                            && (rule == null || isStoppedBy(rule, trial))
                            && conditions.stream().allMatch(c -> c.holds(trial, values))) {
                        board.accept(trial);
                    }
                });
        return new Page<>(
                board.from((page - 1L) * size).stream()
                        .map(trial -> view.apply(means, trial))
                        .toList(),
                page,
                size,
                board.total());
    }

    @GET
    @Path("overview")
    @Operation(
            summary = "All trials in a picture that does not grow with them",
            description =
                    "The trials that improved the best objective, the best ones, those that are"
                            + " open, and of the others evenly many.")
    @Parameter(name = "most", in = ParameterIn.QUERY, description = "trials, 1 to 10000; else 1000")
    public Overview.Picture overview(@PathParam("study") String study, @Context UriInfo uri) {
        StudyRecord found = lookup.study(study);
        Query query = new Query(uri);
        int most = query.most(MOST_IN_OVERVIEW, USUAL_IN_OVERVIEW);
        query.end();
        Overview overview = new Overview(found.spec().objective(), Means.of(found, readModel));
        readModel.trials(found.id(), overview);
        return overview.picture(most);
    }

    private static boolean isStoppedBy(String rule, TrialRecord trial) {
        Stop stop = trial.stop();
        return stop != null && name(stop.rule()).equals(rule);
    }

    /// As in JSON: `not-learning`.
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @GET
    @Path("trials.csv")
    @Produces("text/csv")
    @Operation(summary = "All trials as CSV, by number")
    public Response csv(@PathParam("study") String study) {
        StudyRecord found = lookup.study(study);
        return Attachment.of(
                table.write(found, readModel.trials(found.id())),
                "%s-trials.csv".formatted(found.id()));
    }

    @POST
    @Path("trials")
    @Consumes({MediaType.APPLICATION_JSON, Body.YAML, Body.X_YAML, Body.TEXT_YAML})
    @Operation(
            summary = "Try this point next",
            description =
                    "It may set any hyperparameter, in the study's space or not, and takes the place of"
                            + " one that the sampler would propose.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT, title = "NewPoint"),
                            examples = @ExampleObject(name = "point", value = Examples.POINT)))
    @APIResponse(
            responseCode = "202",
            description = "The point waits for its turn, or is a trial already",
            content = @Content(schema = @Schema(implementation = Enqueued.class)))
    @APIResponse(responseCode = "409", description = "The study is over, or its budget is spent")
    public Response enqueue(
            @PathParam("study") String study, byte[] body, @Context HttpHeaders headers) {
        StudyRecord before = lookup.studyToChange(study);
        Point point = Requests.point(Body.read(body, headers), before.spec(), dataSets);
        StudyResource.refuseIfOver(before);
        refuseIfFull(before);
        Enqueued enqueued =
                commands.carryOut(
                        new EnqueueTrial(StudyResource.newCommand(), before.id(), point),
                        () -> seen(before, point));
        return Response.accepted(enqueued).build();
    }

    private void refuseIfFull(StudyRecord study) {
        int waiting = study.enqueued().size();
        if (waiting >= MAX_ENQUEUED || bytes(study.enqueued()) > MOST_ENQUEUED_BYTES) {
            throw new ClientErrorException(
                    "%d points wait already: enqueue more when some of them have started"
                            .formatted(waiting),
                    Response.Status.CONFLICT);
        }
        int trials = study.spec().budget().trials();
        if (study.proposed() + study.enqueued().size() >= trials) {
            throw new ClientErrorException(
                    "the budget of %d trials is spent: raise budget.trials first".formatted(trials),
                    Response.Status.CONFLICT);
        }
    }

    private int bytes(List<Point> points) {
        try {
            return json.writeValueAsBytes(points).length;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The point where it waits, or in a trial that was not there before; where the study came to
    /// its end first, a conflict.
    private Optional<Enqueued> seen(StudyRecord before, Point point) {
        StudyRecord now = readModel.study(before.id()).orElse(before);
        if (Collections.frequency(now.enqueued(), point)
                > Collections.frequency(before.enqueued(), point)) {
            return Optional.of(new Enqueued(now.id(), point, null));
        }
        Optional<Enqueued> trial = trialAfter(before.proposed(), now, point);
        if (trial.isEmpty()) {
            StudyResource.refuseIfOver(now);
        }
        return trial;
    }

    private Optional<Enqueued> trialAfter(int number, StudyRecord study, Point point) {
        for (int i = number + 1; i <= study.proposed(); i++) {
            TrialId id = new TrialId(study.id(), i);
            if (readModel.trial(id).filter(trial -> trial.point().equals(point)).isPresent()) {
                return Optional.of(new Enqueued(study.id(), point, id));
            }
        }
        return Optional.empty();
    }

    /// @param trial absent while the point waits for its turn
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Enqueued(StudyId study, Point point, @Nullable TrialId trial) {}
}
