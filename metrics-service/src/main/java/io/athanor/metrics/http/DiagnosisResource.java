package io.athanor.metrics.http;

import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.diagnosis.Diagnosis;
import io.athanor.metrics.diagnosis.Verdict;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/// What trials' curves say of them.
@Path("/api/v1/trials/{trial}/diagnosis")
public class DiagnosisResource {
    private final KnownCurves curves;

    DiagnosisResource(KnownCurves curves) {
        this.curves = curves;
    }

    /// @param numbers what the verdict rests on
    /// @param finished false while the trial goes on: the verdict is that of the moment
    public record TrialDiagnosis(
            String trial,
            Verdict verdict,
            Map<String, Double> numbers,
            String remedy,
            boolean finished) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Whether a trial fits, overfits, underfits, oscillates or does not converge",
            description =
                    "With the numbers that the verdict rests on, and a remedy. Of a trial that goes"
                            + " on, it is the verdict of the moment.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "Nothing is known of the trial")
    @APIResponse(responseCode = "503", description = "The curves are being restored")
    public TrialDiagnosis diagnosis(@PathParam("trial") String trial) {
        Curve curve = curves.of(trial);
        Diagnosis diagnosis = Diagnosis.of(curve);
        return new TrialDiagnosis(
                curve.started().trial().toString(),
                diagnosis.verdict(),
                diagnosis.numbers(),
                diagnosis.verdict().remedy(),
                curve.outcome().isPresent());
    }
}
