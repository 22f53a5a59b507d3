package io.athanor.scheduler.api;

import io.athanor.contracts.TrialId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What trials leave behind in the folder that the trainers share.
@jakarta.ws.rs.Path("/api/v1/trials/{trial}")
@RunOnVirtualThread
@Tag(name = "Trials")
class ModelResource {
    private static final String BEST = "best";

    private final CheckpointsConfig config;
    private final Lookup lookup;

    ModelResource(CheckpointsConfig config, Lookup lookup) {
        this.config = config;
        this.lookup = lookup;
    }

    @GET
    @jakarta.ws.rs.Path("model")
    @Produces({MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "The weights, as safetensors with PyTorch's names",
            description = "Of the epoch with the best held-out accuracy, or of the last one.")
    @Parameter(name = "weights", in = ParameterIn.QUERY, description = "best (default) or last")
    @APIResponse(responseCode = "404", description = "The trial has not saved any weights")
    public Response model(@PathParam("trial") String trial, @Context UriInfo uri) {
        TrialId id = lookup.trial(trial).id();
        Query query = new Query(uri);
        String asked = query.oneOf("weights", List.of(BEST, "last"));
        query.end();
        String weights = asked == null ? BEST : asked;
        return Attachment.of(
                file(id, weights + ".safetensors").toFile(),
                "%s-%s.safetensors".formatted(id, weights));
    }

    @GET
    @jakarta.ws.rs.Path("network")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The network that the weights belong to",
            description = "Its layers, hyperparameters, images, classes and normalisation.")
    @APIResponse(responseCode = "404", description = "The trial has not saved any weights")
    public Response network(@PathParam("trial") String trial) {
        return Response.ok(file(lookup.trial(trial).id(), "network.json").toFile()).build();
    }

    /// A trial's name is made of letters, digits and dashes: it cannot lead out of the folder.
    private Path file(TrialId trial, String name) {
        Path file =
                config.folder()
                        .resolve(trial.study().value())
                        .resolve(String.valueOf(trial.number()))
                        .resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new NotFoundException("trial '%s' has saved no %s yet".formatted(trial, name));
        }
        return file;
    }
}
