package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A pod that an object makes.
///
/// @param owner the object
/// @param template the pod's metadata and spec
record Pod(JsonNode owner, JsonNode template) {
    private static final Map<String, String> TEMPLATES =
            Map.of(
                    "Deployment", "/spec/template",
                    "StatefulSet", "/spec/template",
                    "Job", "/spec/template",
                    "ScaledJob", "/spec/jobTargetRef/template");

    static Stream<Pod> of(Manifests manifests) {
        return manifests.objects().stream()
                .flatMap(object ->
                        Optional.ofNullable(TEMPLATES.get(object.path("kind").asText()))
                                .map(path -> new Pod(object, object.at(path)))
                                .stream());
    }

    JsonNode spec() {
        return template.path("spec");
    }

    JsonNode labels() {
        return template.at("/metadata/labels");
    }

    Stream<JsonNode> containers() {
        return spec().path("containers").valueStream();
    }

    Stream<JsonNode> allContainers() {
        return Stream.concat(spec().path("initContainers").valueStream(), containers());
    }

    /// Whether a label selector hits this pod.
    boolean matches(JsonNode selector) {
        boolean labelled =
                selector.path("matchLabels").propertyStream().allMatch(wanted -> has(wanted));
        return labelled && selector.path("matchExpressions").valueStream().allMatch(this::meets);
    }

    /// Whether the pod has the port, by name or number.
    boolean listensOn(JsonNode port) {
        return containers()
                .flatMap(container -> container.path("ports").valueStream())
                .anyMatch(declared ->
                        port.isInt()
                                ? declared.path("containerPort").asInt() == port.asInt()
                                : declared.path("name").asText().equals(port.asText()));
    }

    String label() {
        return Manifests.label(owner);
    }

    private boolean has(Map.Entry<String, JsonNode> label) {
        return labels().path(label.getKey()).equals(label.getValue());
    }

    private boolean meets(JsonNode expression) {
        JsonNode value = labels().path(expression.path("key").asText());
        return switch (expression.path("operator").asText()) {
            case "In" -> expression.path("values").valueStream().anyMatch(value::equals);
            case "Exists" -> !value.isMissingNode();
            default -> false;
        };
    }
}
