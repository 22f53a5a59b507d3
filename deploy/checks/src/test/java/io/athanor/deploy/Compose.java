package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// docker-compose.yml, with its anchors resolved, and its faults that no schema sees.
record Compose(JsonNode file) {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:\\d+:\\d+");
    private static final Pattern FIXED = Pattern.compile("[^:]+:(?!latest$)[\\w.-]*\\d[\\w.-]*");

    static Compose parse(String text) {
        return new Compose(Yaml.document(text));
    }

    static String text() {
        return Repository.text(Repository.ROOT.resolve("docker-compose.yml"));
    }

    /// A mount of a service.
    ///
    /// @param source a volume's name, or a path that begins with a dot
    record Mount(String source, String target, boolean readOnly) {}

    JsonNode service(String name) {
        return file.at("/services/" + name);
    }

    Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        service(service)
                .path("environment")
                .propertyStream()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        return environment;
    }

    List<Mount> mounts(String service) {
        return service(service)
                .path("volumes")
                .valueStream()
                .map(volume -> volume.asText().split(":", -1))
                .map(parts -> new Mount(parts[0], parts[1], parts.length > 2))
                .toList();
    }

    /// Each fault with the service that has it.
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        file.path("services")
                .propertyStream()
                .forEach(entry ->
                        faults(entry.getKey(), entry.getValue())
                                .forEach(fault -> findings.add(entry.getKey() + ": " + fault)));
        return findings;
    }

    private List<String> faults(String name, JsonNode service) {
        List<String> faults = new ArrayList<>();
        boolean ends = service.path("restart").asText().equals("on-failure");
        require(faults, ends || service.has("healthcheck"), "no health check");
        require(faults, service.has("mem_limit"), "no memory limit");
        require(faults, service.at("/cap_drop/0").asText().equals("ALL"), "keeps capabilities");
        require(
                faults,
                FIXED.matcher(service.path("image").asText()).matches(),
                "image is not fixed");
        for (JsonNode port : service.path("ports")) {
            require(faults, LOOPBACK.matcher(port.asText()).matches(), port + " is open to others");
        }
        service.path("depends_on")
                .propertyStream()
                .map(Map.Entry::getKey)
                .forEach(other ->
                        require(faults, !service(other).isMissingNode(), "no service " + other));
        for (Mount mount : mounts(name)) {
            boolean isThere =
                    mount.source().equals("./data")
                            || (mount.source().startsWith(".")
                                    ? Files.exists(Repository.ROOT.resolve(mount.source()))
                                    : file.path("volumes").has(mount.source()));
            require(faults, isThere, "no " + mount.source());
        }
        boolean isOurs = service.has("build");
        if (isOurs) {
            String target = service.at("/build/target").asText();
            String image = Environment.image(service);
            require(faults, image.equals(target), "image %s of target %s".formatted(image, target));
            require(
                    faults,
                    service.path("read_only").asBoolean(),
                    "can write to its root file system");
            require(
                    faults,
                    service.at("/tmpfs/0").asText().startsWith("/tmp:exec"),
                    "cannot load native libraries from /tmp");
        }
        if (isOurs || name.equals("kafka")) {
            String image = Environment.image(service);
            environment(name).keySet().stream()
                    .filter(variable -> !Environment.isRead(image, variable))
                    .forEach(variable -> faults.add("does not read " + variable));
        }
        String leave = environment(name).getOrDefault("ATHANOR_TRAINER_LEAVE_TIMEOUT", "0s");
        String grace = service.path("stop_grace_period").asText("10s");
        require(
                faults,
                duration(leave).compareTo(duration(grace)) < 0,
                "is killed before it has handed back");
        return faults;
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    private static void require(List<String> faults, boolean isMet, String fault) {
        if (!isMet) {
            faults.add(fault);
        }
    }
}
