package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What an API server would refuse in an object: fields that it does not know, at any depth, values
/// of another type (nothing is converted), values outside of an enumeration, fields that are
/// missing. Kubernetes' own kinds are held to its Java client's models, others to the schemas of
/// what these manifests use of them (`crds/*.json`, from the CRDs of KEDA, Strimzi and the
/// Prometheus operator).
final class Schemas {
    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final List<String> CUSTOM =
            List.of(
                    "kafka",
                    "kafkanodepool",
                    "kafkatopic",
                    "kafkauser",
                    "podmonitor",
                    "prometheusrule",
                    "scaledjob",
                    "scaledobject");

    /// Values of strings that the models leave open, by model and field.
    private static final Map<String, Set<String>> ENUMERATIONS =
            Map.ofEntries(
                    Map.entry("V1ServiceSpec.type", Set.of("ClusterIP", "NodePort")),
                    Map.entry("V1ContainerPort.protocol", Set.of("TCP", "UDP", "SCTP")),
                    Map.entry("V1NetworkPolicyPort.protocol", Set.of("TCP", "UDP", "SCTP")),
                    Map.entry("V1NetworkPolicySpec.policyTypes", Set.of("Ingress", "Egress")),
                    Map.entry("V1Container.imagePullPolicy", Set.of("IfNotPresent", "Always")),
                    Map.entry("V1PodSpec.restartPolicy", Set.of("Always", "OnFailure", "Never")),
                    Map.entry(
                            "V1PodSecurityContext.fsGroupChangePolicy",
                            Set.of("OnRootMismatch", "Always")),
                    Map.entry("V1SeccompProfile.type", Set.of("RuntimeDefault", "Localhost")),
                    Map.entry(
                            "V1PersistentVolumeClaimSpec.accessModes",
                            Set.of("ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany")),
                    Map.entry("V1Toleration.operator", Set.of("Exists", "Equal")),
                    Map.entry(
                            "V1Toleration.effect",
                            Set.of("NoSchedule", "PreferNoSchedule", "NoExecute")),
                    Map.entry(
                            "V1PriorityClass.preemptionPolicy",
                            Set.of("Never", "PreemptLowerPriority")),
                    Map.entry("V1HTTPIngressPath.pathType", Set.of("Prefix", "Exact")),
                    Map.entry(
                            "V1LabelSelectorRequirement.operator",
                            Set.of("In", "NotIn", "Exists", "DoesNotExist")));

    private final Map<String, JsonNode> customSchemas = new TreeMap<>();
    private final Map<String, Schema> custom = new HashMap<>();

    Schemas() {
        for (String kind : CUSTOM) {
            String text = resource("crds/" + kind + ".json");
            JsonNode schema = Yaml.document(text);
            String id = id(schema.path("properties"), "const");
            customSchemas.put(id, schema);
            custom.put(id, REGISTRY.getSchema(text, InputFormat.JSON));
        }
    }

    /// A schema of a kind, with its plural in `x-plural`, by `apiVersion Kind`.
    Map<String, JsonNode> custom() {
        return customSchemas;
    }

    /// The faults of an object, each with its place.
    List<String> faults(JsonNode object) {
        Schema schema = custom.get(id(object, ""));
        return schema == null ? modelFaults(object) : customFaults(schema, object);
    }

    static String resource(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The faults of JSON text by a schema in the resources.
    static List<String> faults(String schema, JsonNode value) {
        return faults(REGISTRY.getSchema(resource(schema), InputFormat.JSON), value);
    }

    private static List<String> faults(Schema schema, JsonNode value) {
        return schema.validate(value.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private List<String> customFaults(Schema schema, JsonNode object) {
        List<String> faults = new ArrayList<>(faults(schema, object));
        faults.addAll(modelFaults("V1ObjectMeta", object.path("metadata"), "/metadata"));
        JsonNode template = object.at("/spec/jobTargetRef/template");
        if (!template.isMissingNode()) {
            faults.addAll(
                    modelFaults("V1PodTemplateSpec", template, "/spec/jobTargetRef/template"));
        }
        return faults;
    }

    private static List<String> modelFaults(JsonNode object) {
        return modelFaults("V1" + object.path("kind").asText(), object, "");
    }

    private static List<String> modelFaults(String model, JsonNode value, String path) {
        List<String> faults = new ArrayList<>();
        try {
            Class<?> type = Class.forName(MODELS.substring(0, MODELS.length() - 2) + model);
            check(value, type, path, faults);
            if (faults.isEmpty()) {
                type.getMethod("fromJson", String.class).invoke(null, value.toString());
            }
        } catch (ClassNotFoundException e) {
            faults.add(path + ": no such kind " + value.path("kind").asText());
        } catch (InvocationTargetException e) {
            faults.add(path + ": " + e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
        return faults;
    }

    private static void check(JsonNode value, Type type, String path, List<String> faults) {
        switch (type) {
            case ParameterizedType generic when generic.getRawType() == List.class -> {
                expect(value.isArray(), "an array", value, path, faults);
                for (int i = 0; i < value.size(); i++) {
                    check(
                            value.get(i),
                            generic.getActualTypeArguments()[0],
                            path + "/" + i,
                            faults);
                }
            }
            case ParameterizedType map -> {
                expect(value.isObject(), "an object", value, path, faults);
                value.propertyStream()
                        .forEach(entry ->
                                check(
                                        entry.getValue(),
                                        map.getActualTypeArguments()[1],
                                        path + "/" + entry.getKey(),
                                        faults));
            }
            case Class<?> leaf when leaf == String.class ->
                    expect(value.isTextual(), "a string", value, path, faults);
            case Class<?> leaf when leaf == Integer.class || leaf == Long.class ->
                    expect(value.isIntegralNumber(), "an integer", value, path, faults);
            case Class<?> leaf when leaf == Boolean.class ->
                    expect(value.isBoolean(), "a boolean", value, path, faults);
            case Class<?> leaf when leaf == IntOrString.class || leaf == Quantity.class ->
                    expect(value.isValueNode(), "a value", value, path, faults);
            case Class<?> model when model.getName().startsWith(MODELS) -> {
                expect(value.isObject(), "an object", value, path, faults);
                value.propertyStream().forEach(field -> checkField(model, field, path, faults));
            }
            default -> {} // Dates and bytes: no manifest has them.
        }
    }

    private static void checkField(
            Class<?> model, Map.Entry<String, JsonNode> entry, String path, List<String> faults) {
        String place = path + "/" + entry.getKey();
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null && name.value().equals(entry.getKey())) {
                check(entry.getValue(), field.getGenericType(), place, faults);
                Set<String> allowed =
                        ENUMERATIONS.get(model.getSimpleName() + "." + entry.getKey());
                if (allowed != null) {
                    values(entry.getValue()).stream()
                            .filter(value -> !allowed.contains(value))
                            .forEach(value ->
                                    faults.add(place + ": " + value + " is none of " + allowed));
                }
                return;
            }
        }
        faults.add("%s: unknown field of %s".formatted(place, model.getSimpleName()));
    }

    private static List<String> values(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).toList()
                : List.of(value.asText());
    }

    private static void expect(
            boolean isMet, String what, JsonNode value, String path, List<String> faults) {
        if (!isMet) {
            String kind = value.getNodeType().toString().toLowerCase(Locale.ROOT);
            faults.add("%s: %s expected, not the %s %s".formatted(path, what, kind, value));
        }
    }

    private static String id(JsonNode object, String below) {
        String suffix = below.isEmpty() ? "" : "/" + below;
        return object.at("/apiVersion" + suffix).asText()
                + " "
                + object.at("/kind" + suffix).asText();
    }
}
