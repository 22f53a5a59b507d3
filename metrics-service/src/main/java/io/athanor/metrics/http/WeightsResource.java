package io.athanor.metrics.http;

import io.athanor.metrics.curve.TrialWeights;
import io.athanor.metrics.curve.TrialWeights.Weights;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// The weights and biases of trials as statistics.
@Path("/api/v1/trials/{trial}/weights")
public class WeightsResource {
    private final KnownCurves curves;

    WeightsResource(KnownCurves curves) {
        this.curves = curves;
    }

    /// @param start before the first iteration; null where that was not measured
    /// @param latest after the newest epoch; null before the first
    public record WeightStatistics(
            String trial, int attempt, @Nullable Weights start, @Nullable Weights latest) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Statistics of a trial's weights and biases",
            description =
                    "Mean, deviation, range and histogram of each tensor, beside the deviation that"
                            + " its initialisation is to have, at the start and after the latest"
                            + " epoch; of the first convolution its filters.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "No weights of the trial were measured")
    @APIResponse(responseCode = "503", description = "The curves are being restored")
    public WeightStatistics weights(@PathParam("trial") String trial) {
        TrialWeights known = curves.weightsOf(trial);
        return new WeightStatistics(trial, known.attempt(), known.start(), known.latest());
    }
}
