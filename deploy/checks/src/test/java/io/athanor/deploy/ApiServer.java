package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// Enough of a Kubernetes API server for kubectl to apply, compare and delete: discovery, objects
/// by name, and refusal of what [Schemas] refuse. No admission, no defaults, no controllers.
final class ApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Kubernetes' own kinds that the manifests use: group and version, plural.
    private static final Map<String, String> KINDS =
            Map.ofEntries(
                    Map.entry("v1 Namespace", "namespaces"),
                    Map.entry("v1 ConfigMap", "configmaps"),
                    Map.entry("v1 Service", "services"),
                    Map.entry("v1 ServiceAccount", "serviceaccounts"),
                    Map.entry("v1 PersistentVolumeClaim", "persistentvolumeclaims"),
                    Map.entry("apps/v1 Deployment", "deployments"),
                    Map.entry("apps/v1 StatefulSet", "statefulsets"),
                    Map.entry("policy/v1 PodDisruptionBudget", "poddisruptionbudgets"),
                    Map.entry("networking.k8s.io/v1 Ingress", "ingresses"),
                    Map.entry("networking.k8s.io/v1 NetworkPolicy", "networkpolicies"),
                    Map.entry("scheduling.k8s.io/v1 PriorityClass", "priorityclasses"),
                    Map.entry("rbac.authorization.k8s.io/v1 Role", "roles"),
                    Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", "rolebindings"),
                    Map.entry(
                            "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy",
                            "validatingadmissionpolicies"),
                    Map.entry(
                            "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding",
                            "validatingadmissionpolicybindings"));

    private final Schemas schemas;
    private final HttpServer server;
    private final Map<String, Map<String, String>> plurals = new TreeMap<>();
    private final Map<String, JsonNode> objects = new ConcurrentSkipListMap<>();

    ApiServer(Schemas schemas) {
        this.schemas = schemas;
        KINDS.forEach(this::add);
        schemas.custom().forEach((id, schema) -> add(id, schema.path("x-plural").asText()));
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// All objects, by their paths.
    Map<String, JsonNode> objects() {
        return new TreeMap<>(objects);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void add(String id, String plural) {
        String[] parts = id.split(" ", -1);
        plurals.computeIfAbsent(parts[0], _ -> new TreeMap<>()).put(parts[1], plural);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/api") || path.equals("/apis") || path.startsWith("/openapi")) {
                answer(exchange, 200, discovery(path));
                return;
            }
            String version = path.replaceFirst("^/apis?/", "");
            if (plurals.containsKey(version)) {
                answer(exchange, 200, resources(version));
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, path);
                case "POST" -> post(exchange, path);
                case "PATCH" -> patch(exchange, path);
                case "DELETE" -> delete(exchange, path);
                default -> status(exchange, 405, "MethodNotAllowed", path);
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        JsonNode object = objects.get(path);
        if (object == null) {
            status(exchange, 404, "NotFound", path + " not found");
        } else {
            answer(exchange, 200, object);
        }
    }

    private void post(HttpExchange exchange, String path) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        String name = path + "/" + Manifests.name(object);
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
        store(exchange, name, object, 201);
    }

    /// Merges maps. Lists that a strategic patch would merge are for real servers.
    private void patch(HttpExchange exchange, String path) throws IOException {
        JsonNode patch = JSON.readTree(exchange.getRequestBody());
        ObjectNode object = objects.get(path).deepCopy();
        merge(object, patch);
        store(exchange, path, object, 200);
    }

    private void delete(HttpExchange exchange, String path) throws IOException {
        JsonNode object = objects.remove(path);
        if (object == null) {
            status(exchange, 404, "NotFound", path + " not found");
            return;
        }
        ObjectNode status = JSON.createObjectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        answer(exchange, 200, status);
    }

    private void store(HttpExchange exchange, String path, ObjectNode object, int code)
            throws IOException {
        ObjectNode asSent = object.deepCopy();
        ((ObjectNode) asSent.path("metadata"))
                .remove(List.of("uid", "creationTimestamp", "resourceVersion"));
        List<String> faults = schemas.faults(asSent);
        if (!faults.isEmpty()) {
            status(exchange, 400, "BadRequest", String.join("; ", faults));
            return;
        }
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (!query.contains("dryRun=All")) {
            objects.put(path, object);
        }
        answer(exchange, code, object);
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties()
                .forEach(entry -> {
                    JsonNode present = target.path(entry.getKey());
                    if (entry.getValue().isNull()) {
                        target.remove(entry.getKey());
                    } else if (entry.getValue().isObject() && present.isObject()) {
                        merge((ObjectNode) present, entry.getValue());
                    } else {
                        target.set(entry.getKey(), entry.getValue());
                    }
                });
    }

    private ObjectNode discovery(String path) {
        ObjectNode answer = JSON.createObjectNode();
        if (path.equals("/api")) {
            answer.put("kind", "APIVersions").putArray("versions").add("v1");
        } else if (path.equals("/apis")) {
            answer.put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = answer.putArray("groups");
            plurals.keySet().stream()
                    .filter(version -> version.contains("/"))
                    .forEach(version -> {
                        ObjectNode group = groups.addObject();
                        group.put("name", version.substring(0, version.indexOf('/')));
                        ObjectNode only = JSON.createObjectNode();
                        only.put("groupVersion", version);
                        only.put("version", version.substring(version.indexOf('/') + 1));
                        group.putArray("versions").add(only);
                        group.set("preferredVersion", only);
                    });
        } else if (path.equals("/openapi/v3")) {
            ObjectNode paths = answer.putObject("paths");
            plurals.keySet()
                    .forEach(version ->
                            paths.putObject(root(version).substring(1))
                                    .put("serverRelativeURL", "/openapi/v3" + root(version)));
        } else {
            fieldValidation(answer, path.replaceFirst("^/openapi/v3/apis?/", ""));
        }
        return answer;
    }

    /// Says of each kind that a PATCH can be validated strictly: kubectl then leaves it to the
    /// server.
    private void fieldValidation(ObjectNode answer, String version) {
        answer.put("openapi", "3.0.0");
        ObjectNode paths = answer.putObject("paths");
        plurals.getOrDefault(version, Map.of())
                .forEach((kind, plural) -> {
                    ObjectNode patch =
                            paths.putObject(root(version) + "/" + plural + "/{name}")
                                    .putObject("patch");
                    patch.putArray("parameters")
                            .addObject()
                            .put("name", "fieldValidation")
                            .put("in", "query");
                    int slash = version.indexOf('/');
                    patch.putObject("x-kubernetes-group-version-kind")
                            .put("group", version.substring(0, Math.max(0, slash)))
                            .put("version", version.substring(slash + 1))
                            .put("kind", kind);
                });
    }

    private ObjectNode resources(String version) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("kind", "APIResourceList").put("groupVersion", version);
        ArrayNode resources = answer.putArray("resources");
        plurals.get(version)
                .forEach((kind, plural) -> {
                    ObjectNode resource = resources.addObject();
                    resource.put("name", plural).put("kind", kind);
                    resource.put("namespaced", !Linter.CLUSTER_SCOPED.contains(kind));
                    ArrayNode verbs = resource.putArray("verbs");
                    List.of("get", "create", "patch", "delete").forEach(verbs::add);
                });
        return answer;
    }

    private static String root(String version) {
        return (version.contains("/") ? "/apis/" : "/api/") + version;
    }

    private static void status(HttpExchange exchange, int code, String reason, String message)
            throws IOException {
        ObjectNode status = JSON.createObjectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.put("reason", reason).put("message", message).put("code", code);
        answer(exchange, code, status);
    }

    private static void answer(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
