package io.athanor.scheduler.api;

import io.athanor.contracts.StudyRecord;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What an autoscaler of trainers asks.
@Path("/internal/autoscale")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Operations")
class AutoscaleResource {
    private final ReadModel readModel;

    AutoscaleResource(ReadModel readModel) {
        this.readModel = readModel;
    }

    @GET
    @Operation(summary = "Trainer slots that all studies together have work for")
    public Wanted wanted() {
        return new Wanted(readModel.studies().stream().mapToInt(StudyRecord::wanted).sum());
    }

    record Wanted(int wanted) {}
}
