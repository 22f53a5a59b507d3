package io.athanor.scheduler.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Studies to begin with: the files of the folder `examples`.
@Path("/api/v1/templates")
@Tag(name = "Catalogue")
class TemplateResource {
    /// In the order in which people read them.
    static final List<String> NAMES =
            List.of(
                    "demo",
                    "guided",
                    "asha",
                    "cnn",
                    "simple-cnn",
                    "two-conv",
                    "one-conv",
                    "se-cca");

    private final List<Template> templates = NAMES.stream().map(TemplateResource::read).toList();

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Studies to begin with, as people write them")
    public List<Template> list() {
        return templates;
    }

    @GET
    @Path("{template}")
    @Produces({Body.YAML, MediaType.APPLICATION_JSON})
    @Operation(summary = "One of them, to post as it is or changed")
    public String get(@PathParam("template") String name) {
        return templates.stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .map(Template::yaml)
                .orElseThrow(() -> new NotFoundException("no template '%s'".formatted(name)));
    }

    /// @param about its first line
    record Template(String name, String about, String yaml) {}

    private static Template read(String name) {
        try (InputStream file =
                TemplateResource.class.getResourceAsStream("/templates/" + name + ".yaml")) {
            String yaml =
                    new String(
                            Objects.requireNonNull(file, name).readAllBytes(),
                            StandardCharsets.UTF_8);
            return new Template(
                    name, yaml.lines().findFirst().orElse("").replaceFirst("^# *", ""), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
