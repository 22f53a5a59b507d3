package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Faults of manifests that no schema sees: names that lead nowhere, and what one object says of
/// another.
final class Linter {
    /// Made by people (the first two), by cert-manager, and by Strimzi for its users.
    private static final Set<String> SECRETS_OF_OTHERS =
            Set.of(
                    "athanor-api-keys",
                    "athanor-tls",
                    "athanor-cluster-ca-cert",
                    "athanor-scheduler",
                    "athanor-metrics",
                    "athanor-trainer",
                    "athanor-topics");

    private static final Set<String> NAMESPACES_OF_OTHERS =
            Set.of("kube-system", "monitoring", "keda", "ingress-nginx");

    static final Set<String> CLUSTER_SCOPED =
            Set.of(
                    "Namespace",
                    "PriorityClass",
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionPolicyBinding");

    /// All that any program of ours may ask of Kubernetes.
    private static final JsonNode MOST_RIGHTS =
            Yaml.document("[{apiGroups: [''], resources: [pods], verbs: [patch]}]");

    /// kubectl keeps the whole object in an annotation, and annotations are limited.
    private static final int APPLIED_LIMIT = 262_144;

    private static final Set<String> METRICS_API_NEEDS =
            Set.of("url", "valueLocation", "targetValue");
    private static final Set<String> METRICS_API_MAY_HAVE =
            Set.of("activationTargetValue", "format", "unsafeSsl", "timeout");

    private final Manifests manifests;
    private final List<Pod> pods;
    private final List<String> findings = new ArrayList<>();

    private Linter(Manifests manifests) {
        this.manifests = manifests;
        this.pods = Pod.of(manifests).toList();
    }

    /// All faults, each with the object that has it.
    static List<String> findings(Manifests manifests) {
        Linter linter = new Linter(manifests);
        manifests.objects().forEach(linter::object);
        linter.pods.forEach(pod -> linter.findings.addAll(PodRules.findings(pod)));
        linter.pods.forEach(linter::references);
        return linter.findings;
    }

    private void object(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        boolean isOfCluster = CLUSTER_SCOPED.contains(object.path("kind").asText());
        check(object, isOfCluster == namespace.isEmpty(), "namespace is '" + namespace + "'");
        check(object, object.toString().length() < APPLIED_LIMIT, "too large for kubectl apply");
        switch (object.path("kind").asText()) {
            case "Deployment", "StatefulSet" -> workload(object);
            case "Service" -> service(object);
            case "PodDisruptionBudget" -> budget(object);
            case "NetworkPolicy" -> networkPolicy(object);
            case "Ingress" -> ingress(object);
            case "PodMonitor" -> podMonitor(object);
            case "ScaledJob", "ScaledObject" -> scaler(object);
            case "Role" ->
                    check(
                            object,
                            object.path("rules").equals(MOST_RIGHTS),
                            "may more than it must");
            case "ClusterRole", "ClusterRoleBinding" -> check(object, false, "reaches too far");
            case "RoleBinding" -> roleBinding(object);
            case "ValidatingAdmissionPolicyBinding" -> policyBinding(object);
            default -> {} // What it says concerns itself only.
        }
    }

    private void workload(JsonNode workload) {
        Pod own =
                pods.stream().filter(pod -> pod.owner().equals(workload)).findFirst().orElseThrow();
        check(
                workload,
                own.matches(workload.at("/spec/selector")),
                "selects other pods than its own");
        String service = workload.at("/spec/serviceName").asText();
        check(
                workload,
                service.isEmpty() || manifests.find("Service", service).isPresent(),
                "no Service " + service);
    }

    private void service(JsonNode service) {
        List<Pod> selected = hit(service, labels(service.at("/spec/selector")));
        for (JsonNode port : service.at("/spec/ports")) {
            JsonNode target = port.path("targetPort");
            check(
                    service,
                    selected.stream().allMatch(pod -> pod.listensOn(target)),
                    "targetPort %s is no port of its pods".formatted(target.asText()));
        }
    }

    private void budget(JsonNode budget) {
        hit(budget, budget.at("/spec/selector"));
    }

    private void networkPolicy(JsonNode policy) {
        List<Pod> selected = hit(policy, policy.at("/spec/podSelector"));
        for (JsonNode rule : policy.at("/spec/ingress")) {
            rule.path("from").forEach(peer -> peer(policy, peer));
            for (JsonNode port : rule.path("ports")) {
                check(
                        policy,
                        selected.stream().anyMatch(pod -> pod.listensOn(port.path("port"))),
                        "lets in to port %s, which nobody has"
                                .formatted(port.path("port").asText()));
            }
        }
        for (JsonNode rule : policy.at("/spec/egress")) {
            for (JsonNode peer : rule.path("to")) {
                List<Pod> reached = peer(policy, peer);
                for (JsonNode port : rule.path("ports")) {
                    check(
                            policy,
                            reached.stream().allMatch(pod -> pod.listensOn(port.path("port"))),
                            "lets out to port %s, which nobody has"
                                    .formatted(port.path("port").asText()));
                }
            }
        }
    }

    /// The pods of ours that a peer names.
    private List<Pod> peer(JsonNode policy, JsonNode peer) {
        JsonNode namespaces = peer.path("namespaceSelector");
        if (!namespaces.isMissingNode()) {
            String name = namespaces.at("/matchLabels/kubernetes.io~1metadata.name").asText();
            check(policy, NAMESPACES_OF_OTHERS.contains(name), "unknown namespace '" + name + "'");
            return List.of();
        }
        JsonNode selector = peer.path("podSelector");
        boolean isStrimzis =
                selector.at("/matchLabels/strimzi.io~1cluster").asText().equals("athanor");
        return isStrimzis || selector.isEmpty() ? List.of() : hit(policy, selector);
    }

    private void ingress(JsonNode ingress) {
        for (JsonNode rule : ingress.at("/spec/rules")) {
            for (JsonNode path : rule.at("/http/paths")) {
                JsonNode backend = path.at("/backend/service");
                String name = backend.path("name").asText();
                String port = backend.at("/port/name").asText();
                check(
                        ingress,
                        hasPort(name, "name", port),
                        "no port %s of Service %s".formatted(port, name));
            }
        }
        for (JsonNode tls : ingress.at("/spec/tls")) {
            secret(ingress, tls.path("secretName").asText());
        }
    }

    private void podMonitor(JsonNode monitor) {
        List<Pod> selected = hit(monitor, monitor.at("/spec/selector"));
        for (JsonNode endpoint : monitor.at("/spec/podMetricsEndpoints")) {
            check(
                    monitor,
                    selected.stream().allMatch(pod -> pod.listensOn(endpoint.path("port"))),
                    "port %s is no port of its pods".formatted(endpoint.path("port").asText()));
        }
        String job = monitor.at("/spec/jobLabel").asText();
        check(
                monitor,
                selected.stream().allMatch(pod -> pod.labels().has(job)),
                "jobLabel %s is no label of its pods".formatted(job));
    }

    private void scaler(JsonNode scaler) {
        JsonNode target = scaler.at("/spec/scaleTargetRef/name");
        check(
                scaler,
                target.isMissingNode() || manifests.find("Deployment", target.asText()).isPresent(),
                "no Deployment " + target.asText());
        manifests
                .find("Deployment", target.asText())
                .ifPresent(deployment ->
                        check(
                                deployment,
                                !deployment.path("spec").has("replicas"),
                                "replicas are for its ScaledObject to set"));
        for (JsonNode trigger : scaler.at("/spec/triggers")) {
            check(
                    scaler,
                    trigger.path("type").asText().equals("metrics-api"),
                    "trigger " + trigger.path("type").asText() + " is not metrics-api");
            metricsApi(scaler, trigger.path("metadata"));
        }
    }

    private void metricsApi(JsonNode scaler, JsonNode metadata) {
        Set<String> given = new HashSet<>();
        metadata.fieldNames().forEachRemaining(given::add);
        check(
                scaler,
                given.containsAll(METRICS_API_NEEDS),
                "its trigger needs " + METRICS_API_NEEDS);
        given.removeAll(METRICS_API_NEEDS);
        given.removeAll(METRICS_API_MAY_HAVE);
        check(scaler, given.isEmpty(), "its trigger knows no " + given);
        metadata.forEach(value -> check(scaler, value.isTextual(), value + " is no string"));
        String expected =
                "http://scheduler.%s.svc:9000/internal/autoscale"
                        .formatted(scaler.at("/metadata/namespace").asText());
        String url = metadata.path("url").asText();
        check(scaler, url.equals(expected), "asks %s, not %s".formatted(url, expected));
        String value = metadata.path("valueLocation").asText();
        check(scaler, value.equals("wanted"), "the answer has no " + value);
        check(scaler, hasPort("scheduler", "port", "9000"), "no port 9000 of Service scheduler");
    }

    private void roleBinding(JsonNode binding) {
        String role = binding.at("/roleRef/name").asText();
        check(binding, manifests.find("Role", role).isPresent(), "no Role " + role);
        for (JsonNode subject : binding.path("subjects")) {
            String account = subject.path("name").asText();
            String namespace = binding.at("/metadata/namespace").asText();
            check(
                    binding,
                    subject.path("kind").asText().equals("ServiceAccount")
                            && subject.path("namespace").asText().equals(namespace)
                            && manifests.find("ServiceAccount", account).isPresent(),
                    "no ServiceAccount " + account);
            String user = "'system:serviceaccount:%s:%s'".formatted(namespace, account);
            check(
                    binding,
                    manifests
                            .ofKind("ValidatingAdmissionPolicy")
                            .anyMatch(policy ->
                                    policy.at("/spec/matchConditions/0/expression")
                                            .asText()
                                            .equals("request.userInfo.username == " + user)),
                    "no policy says what pods %s may change".formatted(user));
        }
    }

    private void policyBinding(JsonNode binding) {
        String policy = binding.at("/spec/policyName").asText();
        check(
                binding,
                manifests.find("ValidatingAdmissionPolicy", policy).isPresent(),
                "no ValidatingAdmissionPolicy " + policy);
        check(
                binding,
                binding.at("/spec/validationActions").equals(Yaml.document("[Deny]")),
                "denies nothing");
    }

    /// Who has rights has a token, and nobody else.
    private void token(Pod pod, String account) {
        boolean hasRights =
                manifests
                        .ofKind("RoleBinding")
                        .flatMap(binding -> binding.path("subjects").valueStream())
                        .anyMatch(subject -> subject.path("name").asText().equals(account));
        boolean hasToken = pod.spec().path("automountServiceAccountToken").asBoolean(true);
        check(pod.owner(), hasRights || !hasToken, "gets a service account's token");
        check(pod.owner(), hasToken || !hasRights, "has rights and no token");
    }

    private void references(Pod pod) {
        JsonNode account = pod.spec().path("serviceAccountName");
        token(pod, account.asText());
        check(
                pod.owner(),
                account.isMissingNode()
                        || manifests.find("ServiceAccount", account.asText()).isPresent(),
                "no ServiceAccount " + account.asText());
        JsonNode priority = pod.spec().path("priorityClassName");
        check(
                pod.owner(),
                priority.isMissingNode() || exists("cluster", "PriorityClass", priority.asText()),
                "no PriorityClass " + priority.asText());
        for (JsonNode volume : pod.spec().path("volumes")) {
            JsonNode claim = volume.at("/persistentVolumeClaim/claimName");
            check(
                    pod.owner(),
                    claim.isMissingNode()
                            || manifests.find("PersistentVolumeClaim", claim.asText()).isPresent(),
                    "no PersistentVolumeClaim " + claim.asText());
            JsonNode secret = volume.at("/secret/secretName");
            if (!secret.isMissingNode()) {
                secret(pod.owner(), secret.asText());
            }
        }
        pod.allContainers().forEach(container -> sources(pod, container));
    }

    private void sources(Pod pod, JsonNode container) {
        for (JsonNode source : container.path("envFrom")) {
            String name = source.at("/configMapRef/name").asText();
            var map = manifests.find("ConfigMap", name);
            check(pod.owner(), map.isPresent(), "no ConfigMap " + name);
            map.ifPresent(found ->
                    findings.addAll(Environment.common(pod, container, found.path("data"))));
        }
        for (JsonNode variable : container.path("env")) {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef/name");
            if (!secret.isMissingNode()) {
                secret(pod.owner(), secret.asText());
            }
        }
    }

    private void secret(JsonNode object, String name) {
        check(object, SECRETS_OF_OTHERS.contains(name), "nobody makes a Secret " + name);
    }

    private boolean exists(String folder, String kind, String name) {
        return manifests.find(kind, name).isPresent()
                || Manifests.render(Repository.KUBERNETES.resolve(folder))
                        .find(kind, name)
                        .isPresent();
    }

    private boolean hasPort(String service, String key, String value) {
        return manifests.find("Service", service).stream()
                .flatMap(found -> found.at("/spec/ports").valueStream())
                .anyMatch(port -> port.path(key).asText().equals(value));
    }

    /// The pods that a selector hits; a fault if there are none.
    private List<Pod> hit(JsonNode object, JsonNode selector) {
        Predicate<Pod> matches = pod -> pod.matches(selector);
        List<Pod> selected = pods.stream().filter(matches).toList();
        check(object, !selected.isEmpty(), "selects no pod: " + selector);
        return selected;
    }

    private static JsonNode labels(JsonNode pairs) {
        return pairs.isMissingNode()
                ? pairs
                : JsonNodeFactory.instance.objectNode().set("matchLabels", pairs);
    }

    private void check(JsonNode object, boolean isMet, String fault) {
        if (!isMet) {
            findings.add(Manifests.label(object) + ": " + fault);
        }
    }

    /// For those who list faults of their own.
    static Stream<String> unless(boolean isMet, Pod pod, String fault) {
        return isMet ? Stream.empty() : Stream.of(pod.label() + ": " + fault);
    }
}
