package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The objects of an overlay, as kubectl renders them.
record Manifests(List<JsonNode> objects) {
    private static final Map<Path, Manifests> RENDERED = new ConcurrentHashMap<>();

    Manifests {
        objects = List.copyOf(objects);
    }

    static Stream<String> overlays() {
        try (Stream<Path> folders = Files.list(Repository.KUBERNETES.resolve("overlays"))) {
            return folders
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Manifests overlay(String name) {
        return RENDERED.computeIfAbsent(
                Repository.KUBERNETES.resolve("overlays").resolve(name), Manifests::render);
    }

    static Manifests render(Path folder) {
        Programs.assumeKubectl();
        Programs.Outcome rendered =
                Programs.run(List.of("kubectl", "kustomize", folder.toString()));
        assertThat(rendered.exit()).as(rendered.output()).isZero();
        return new Manifests(Yaml.documents(rendered.output()));
    }

    Stream<JsonNode> ofKind(String... kinds) {
        List<String> wanted = List.of(kinds);
        return objects.stream().filter(object -> wanted.contains(object.path("kind").asText()));
    }

    Optional<JsonNode> find(String kind, String name) {
        return ofKind(kind).filter(object -> name(object).equals(name)).findFirst();
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static String label(JsonNode object) {
        return object.path("kind").asText() + " " + name(object);
    }
}
