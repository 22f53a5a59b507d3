package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What every pod must say: who it runs as, what it may use, how it is seen to live.
final class PodRules {
    private static final Pattern FIXED_IMAGE =
            Pattern.compile("[^:@]+(:(?!latest$)[\\w.-]+|@sha256:[0-9a-f]{64})");

    /// Longer is not honoured by cluster autoscalers.
    private static final int LONGEST_GRACE_SECONDS = 600;

    /// Of the image, which writes its configuration when it starts.
    private static final Set<String> WRITES_TO_ITS_ROOT = Set.of("kafka");

    private PodRules() {}

    static List<String> findings(Pod pod) {
        return Stream.of(restricted(pod), leaving(pod), volumes(pod), containers(pod))
                .flatMap(findings -> findings)
                .toList();
    }

    /// Kubernetes' "restricted" profile.
    private static Stream<String> restricted(Pod pod) {
        JsonNode spec = pod.spec();
        JsonNode context = spec.path("securityContext");
        return Stream.of(
                        must(pod, context.path("runAsNonRoot").asBoolean(), "may run as root"),
                        must(pod, context.path("runAsUser").asInt() > 0, "runs as root"),
                        must(
                                pod,
                                context.at("/seccompProfile/type")
                                        .asText()
                                        .equals("RuntimeDefault"),
                                "has no seccomp profile"),
                        must(
                                pod,
                                spec.path("enableServiceLinks").isBoolean()
                                        && !spec.path("enableServiceLinks").asBoolean(),
                                "is told of services as KAFKA_PORT and the like"),
                        must(
                                pod,
                                Stream.of("hostNetwork", "hostPID", "hostIPC").noneMatch(spec::has),
                                "shares the host's namespaces"))
                .flatMap(findings -> findings);
    }

    private static Stream<String> leaving(Pod pod) {
        int grace = pod.spec().path("terminationGracePeriodSeconds").asInt();
        boolean handsBackInTime =
                pod.containers()
                        .flatMap(container -> container.path("env").valueStream())
                        .filter(variable ->
                                variable.path("name")
                                        .asText()
                                        .equals("ATHANOR_TRAINER_LEAVE_TIMEOUT"))
                        .allMatch(variable ->
                                Duration.parse("PT" + variable.path("value").asText()).toSeconds()
                                        < grace);
        return Stream.concat(
                must(
                        pod,
                        grace > 0 && grace <= LONGEST_GRACE_SECONDS,
                        "has a grace of %d s".formatted(grace)),
                must(pod, handsBackInTime, "is killed before it has handed back"));
    }

    private static Stream<String> volumes(Pod pod) {
        Set<String> declared =
                Stream.concat(
                                pod.spec().path("volumes").valueStream(),
                                pod.owner()
                                        .at("/spec/volumeClaimTemplates")
                                        .valueStream()
                                        .map(claim -> claim.path("metadata")))
                        .map(volume -> volume.path("name").asText())
                        .collect(Collectors.toSet());
        Set<String> mounted =
                pod.allContainers()
                        .flatMap(container -> container.path("volumeMounts").valueStream())
                        .map(mount -> mount.path("name").asText())
                        .collect(Collectors.toSet());
        return Stream.of(
                        must(
                                pod,
                                declared.containsAll(mounted),
                                "mounts %s of %s".formatted(mounted, declared)),
                        must(
                                pod,
                                mounted.containsAll(declared),
                                "mounts only %s of %s".formatted(mounted, declared)),
                        must(
                                pod,
                                pod.spec()
                                        .path("volumes")
                                        .valueStream()
                                        .noneMatch(v -> v.has("hostPath")),
                                "mounts the host's files"))
                .flatMap(findings -> findings);
    }

    private static Stream<String> containers(Pod pod) {
        return Stream.concat(
                pod.allContainers().flatMap(container -> container(pod, container)),
                pod.containers().flatMap(container -> probes(pod, container)));
    }

    private static Stream<String> container(Pod pod, JsonNode container) {
        JsonNode context = container.path("securityContext");
        JsonNode requests = container.at("/resources/requests");
        JsonNode limits = container.at("/resources/limits");
        String image = container.path("image").asText();
        boolean readOnly = context.path("readOnlyRootFilesystem").asBoolean();
        return Stream.of(
                        must(
                                pod,
                                FIXED_IMAGE.matcher(image).matches(),
                                "image " + image + " is not fixed"),
                        must(
                                pod,
                                readOnly
                                        || WRITES_TO_ITS_ROOT.contains(
                                                Environment.image(container)),
                                "can write to its root file system"),
                        must(
                                pod,
                                context.path("allowPrivilegeEscalation").isBoolean()
                                        && !context.path("allowPrivilegeEscalation").asBoolean(),
                                "may gain privileges"),
                        must(
                                pod,
                                context.at("/capabilities/drop")
                                        .equals(JsonNodeFactory.instance.arrayNode().add("ALL")),
                                "keeps capabilities"),
                        must(
                                pod,
                                Stream.of(requests, limits)
                                        .allMatch(r -> r.has("cpu") && r.has("memory")),
                                "has no requests or limits of " + container.path("name").asText()),
                        devices(pod, requests, limits),
                        must(
                                pod,
                                !readOnly || mounts(container, "/tmp"),
                                "has no /tmp to unpack native libraries in"),
                        Environment.own(pod, container).stream())
                .flatMap(findings -> findings);
    }

    private static Stream<String> devices(Pod pod, JsonNode requests, JsonNode limits) {
        return limits.propertyStream()
                .filter(limit -> limit.getKey().startsWith("nvidia.com/"))
                .flatMap(limit ->
                        must(
                                pod,
                                requests.path(limit.getKey()).equals(limit.getValue()),
                                "requests another number of " + limit.getKey()));
    }

    private static boolean mounts(JsonNode container, String path) {
        return container
                .path("volumeMounts")
                .valueStream()
                .anyMatch(mount -> mount.path("mountPath").asText().equals(path));
    }

    private static Stream<String> probes(Pod pod, JsonNode container) {
        return Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .flatMap(name -> {
                    JsonNode probe = container.path(name);
                    JsonNode port =
                            probe.has("httpGet")
                                    ? probe.at("/httpGet/port")
                                    : probe.at("/tcpSocket/port");
                    return must(
                            pod,
                            pod.listensOn(port),
                            "%s asks at port '%s'".formatted(name, port.asText()));
                });
    }

    private static Stream<String> must(Pod pod, boolean isMet, String fault) {
        return Linter.unless(isMet, pod, fault);
    }
}
