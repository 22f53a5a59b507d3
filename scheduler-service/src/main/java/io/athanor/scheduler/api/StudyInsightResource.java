package io.athanor.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.scheduler.search.History;
import io.athanor.scheduler.search.Importances;
import io.athanor.scheduler.search.StageReport;
import io.athanor.scheduler.study.Study;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a study's trials teach: which parameters matter, and what each stage of a guided study
/// bought.
@Path("/api/v1/studies/{study}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Studies")
class StudyInsightResource {
    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema STAGES =
            CsvSchema.builder()
                    .setUseHeader(true)
                    .addColumn("stage")
                    .addColumn("state")
                    .addColumn("trials")
                    .addColumn("dataFraction")
                    .addColumn("before")
                    .addColumn("after")
                    .addColumn("best")
                    .addColumn("changed")
                    .build();

    private final ReadModel readModel;
    private final Lookup lookup;

    StudyInsightResource(ReadModel readModel, Lookup lookup) {
        this.readModel = readModel;
        this.lookup = lookup;
    }

    @GET
    @Path("importances")
    @Operation(
            summary = "How much each parameter matters",
            description =
                    "By the trials that ran to their end. pedAnova: what gets a trial among the best"
                            + " tenth. fanova: what explains that trials differ.")
    @APIResponse(
            responseCode = "200",
            description = "A share of each parameter, by either measure",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Importances.class),
                            examples =
                                    @ExampleObject(
                                            name = "importances",
                                            value = Examples.IMPORTANCES)))
    public Importances importances(@PathParam("study") String study) {
        StudyRecord found = lookup.study(study);
        return Importances.of(found.spec(), history(found));
    }

    @GET
    @Path("stages")
    @Operation(summary = "What each stage of a guided study bought")
    @APIResponse(
            responseCode = "200",
            description = "The stages in their order",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Stages.class),
                            examples = @ExampleObject(name = "stages", value = Examples.STAGES)))
    public Stages stages(@PathParam("study") String study) {
        StudyRecord found = lookup.study(study);
        return new Stages(found.id(), reports(found));
    }

    @GET
    @Path("stages.csv")
    @Produces("text/csv")
    @Operation(summary = "The same as CSV")
    public Response stagesAsCsv(@PathParam("study") String study) throws JsonProcessingException {
        StudyRecord found = lookup.study(study);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (StageReport report : reports(found)) {
            rows.add(row(report));
        }
        return Attachment.of(
                CSV.writer(STAGES).writeValueAsString(rows), "%s-stages.csv".formatted(found.id()));
    }

    record Stages(StudyId study, List<StageReport> stages) {}

    private List<StageReport> reports(StudyRecord study) {
        return StageReport.of(study.spec(), history(study), study.state().isFinal());
    }

    private static Map<String, Object> row(StageReport report) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("stage", report.stage());
        row.put("state", StudyTrialsResource.name(report.state()));
        row.put("trials", report.trials());
        row.put("dataFraction", report.dataFraction());
        Double before = report.before();
        Double after = report.after();
        Integer best = report.best();
        row.put("before", before == null ? "" : before);
        row.put("after", after == null ? "" : after);
        row.put("best", best == null ? "" : best);
        List<String> changed = new ArrayList<>();
        report.changed()
                .forEach((name, change) ->
                        changed.add(
                                "%s: %s -> %s"
                                        .formatted(
                                                name,
                                                change.from() == null ? "default" : change.from(),
                                                change.to() == null ? "default" : change.to())));
        row.put("changed", String.join("; ", changed));
        return row;
    }

    private History history(StudyRecord study) {
        StudyId warmStart = study.spec().warmStart();
        return Study.of(
                        study,
                        readModel.trials(study.id()),
                        warmStart == null ? List.of() : readModel.trials(warmStart))
                .history();
    }
}
