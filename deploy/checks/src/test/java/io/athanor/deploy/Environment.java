package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;

/// Whether those who are told something by environment variables read them.
final class Environment {
    /// Read by libraries and the JVM, not as configuration.
    private static final Set<String> TRAINERS =
            Set.of(
                    "LD_PRELOAD",
                    "DJL_CACHE_DIR",
                    "DJL_OFFLINE",
                    "PYTORCH_LIBRARY_PATH",
                    "PYTORCH_VERSION",
                    "PYTORCH_FLAVOR",
                    "PYTORCH_KERNEL_CACHE_PATH",
                    "CUDA_CACHE_PATH",
                    "NVIDIA_VISIBLE_DEVICES");

    private static final Set<String> TOPICS = Set.of("ATHANOR_TOPICS_PARTITIONS");
    private static final Pattern USE = Pattern.compile("\\$\\((\\w+)\\)");
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?!QUARKUS_OIDC_TOKEN_(AUDIENCE|ISSUER|PRINCIPAL_CLAIM)$).*(PASSWORD|SECRET|TOKEN|JAAS).*");
    private static final Map<String, Predicate<String>> READERS =
            Map.of(
                    "scheduler", Settings.of("scheduler-service")::knows,
                    "metrics", Settings.of("metrics-service")::knows,
                    "trainer", trainer(),
                    "trainer-cuda", trainer(),
                    "topics", topics(),
                    "kafka", broker());

    private static final Map<String, Boolean> ANSWERS = new ConcurrentHashMap<>();

    private Environment() {}

    /// Whether what runs in an image reads a variable.
    static boolean isRead(String image, String variable) {
        return ANSWERS.computeIfAbsent(
                image + " " + variable, _ -> READERS.get(image).test(variable));
    }

    /// The part of an image's name that says what runs there.
    static String image(JsonNode container) {
        return container.path("image").asText().replaceAll("^.*/|[:@].*$", "");
    }

    /// Faults of what a container is told itself.
    static List<String> own(Pod pod, JsonNode container) {
        List<String> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            if (!told.add(name)) {
                findings.add(pod.label() + ": says twice " + name);
            }
            if (SECRET.matcher(name).matches() && variable.has("value")) {
                findings.add(pod.label() + ": a secret in " + name);
            }
            USE.matcher(variable.path("value").asText())
                    .results()
                    .forEach(found -> used.add(found.group(1)));
        }
        told.removeAll(used);
        return unread(pod, container, told, findings);
    }

    /// Faults of what a container gets from a ConfigMap that others share. What all services are
    /// told may be of no use to the program that declares topics.
    static List<String> common(Pod pod, JsonNode container, JsonNode data) {
        List<String> findings = new ArrayList<>();
        Set<String> told = new HashSet<>();
        data.fieldNames().forEachRemaining(told::add);
        for (String name : told) {
            if (SECRET.matcher(name).matches()) {
                findings.add(pod.label() + ": a secret in " + name);
            }
        }
        if (image(container).equals("topics")) {
            told.removeIf(name -> name.startsWith("QUARKUS_"));
        }
        return unread(pod, container, told, findings);
    }

    private static List<String> unread(
            Pod pod, JsonNode container, Set<String> told, List<String> findings) {
        String image = image(container);
        told.stream()
                .filter(name -> !isRead(image, name))
                .map(name -> "%s: %s does not read %s".formatted(pod.label(), image, name))
                .forEach(findings::add);
        return findings;
    }

    private static Predicate<String> trainer() {
        Settings settings = Settings.of("trainer-service");
        return variable -> TRAINERS.contains(variable) || settings.knows(variable);
    }

    private static Predicate<String> topics() {
        Set<String> names = new TreeSet<>();
        Settings.addKafka(names);
        List<Pattern> known = names.stream().map(Settings::variable).toList();
        return variable ->
                TOPICS.contains(variable)
                        || known.stream().anyMatch(name -> name.matcher(variable).matches());
    }

    private static Predicate<String> broker() {
        Set<String> names = new TreeSet<>();
        KafkaConfig.configNames().foreach(name -> names.add("kafka." + name));
        List<Pattern> known = names.stream().map(Settings::variable).toList();
        return variable ->
                variable.equals("KAFKA_HEAP_OPTS")
                        || known.stream().anyMatch(name -> name.matcher(variable).matches());
    }
}
