package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.athanor.contracts.DataSetShape;
import io.athanor.scheduler.space.Catalogue;
import io.athanor.scheduler.space.KnownDataSets;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What a study may name.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue")
class CatalogueResource {
    private final KnownDataSets dataSets;

    CatalogueResource(KnownDataSets dataSets) {
        this.dataSets = dataSets;
    }

    @GET
    @Path("hyperparameters")
    @Operation(summary = "Every hyperparameter with its values, its default and PyTorch's name")
    public List<Named> hyperparameters() {
        return Catalogue.ALL.stream()
                .map(known ->
                        new Named(
                                known.name(),
                                known.values(),
                                known.fallback(),
                                known.pytorch(),
                                known.about()))
                .toList();
    }

    @GET
    @Path("datasets")
    @Operation(summary = "The data sets with the shape of their images and their classes")
    public List<DataSetShape> dataSets() {
        return dataSets.shapes();
    }

    /// @param name with `*` where an index stands
    /// @param values what is allowed, as people read it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Named(
            String name,
            String values,
            @JsonProperty("default") @Nullable Object fallback,
            String pytorch,
            String about) {}
}
