package io.athanor.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Faults of the Dockerfile that building it would not show.
final class ImageRules {
    private static final Set<String> TARGETS =
            Set.of("scheduler", "metrics", "trainer", "trainer-cuda", "topics");
    private static final Set<String> READ_BY_ALL = Set.of("PATH");
    private static final Pattern FIXED =
            Pattern.compile("\\S+(:(?!latest$)[\\w.-]*\\d[\\w.-]*|@sha256:\\w{64})");
    private static final Pattern USER = Pattern.compile("[1-9]\\d*:[1-9]\\d*");
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|secret|token|api_?key)\\S*=\\S+");
    private static final List<String> LIBRARIES_FIRST =
            List.of("/app/lib", "/app/quarkus", "/app/app");

    private final Dockerfile file;
    private final List<String> findings = new ArrayList<>();

    private ImageRules(Dockerfile file) {
        this.file = file;
    }

    static List<String> findings(Dockerfile file) {
        ImageRules rules = new ImageRules(file);
        file.stages().forEach(rules::stage);
        TARGETS.forEach(rules::target);
        rules.check(
                "trainer-cuda",
                "gpu".equals(file.environment("trainer-cuda").get("ATHANOR_TRAINER_DEVICE")),
                "trains on the CPU");
        return rules.findings;
    }

    private void stage(Dockerfile.Stage stage) {
        boolean isOfThisFile = file.stage(stage.base()).isPresent();
        check(
                stage.name(),
                isOfThisFile || FIXED.matcher(stage.base()).matches(),
                stage.base() + " is not fixed");
        stage.instructions().stream()
                .filter(instruction -> SECRET.matcher(instruction.arguments()).find())
                .forEach(instruction -> check(stage.name(), false, "a secret in " + instruction));
        check(
                stage.name(),
                stage.all("ADD").findAny().isEmpty(),
                "ADD fetches and unpacks: use COPY");
        stage.all("RUN")
                .filter(command -> command.contains("apt-get install"))
                .forEach(command ->
                        check(
                                stage.name(),
                                command.contains("--no-install-recommends")
                                        && command.contains("rm -rf /var/lib/apt/lists"),
                                "keeps what apt-get leaves"));
    }

    private void target(String name) {
        if (file.stage(name).isEmpty()) {
            check(name, false, "is no target");
            return;
        }
        List<String> users = file.all(name, "USER").toList();
        check(
                name,
                !users.isEmpty() && USER.matcher(users.getLast()).matches(),
                "runs as " + users);
        List<String> entrypoints = file.all(name, "ENTRYPOINT").toList();
        check(
                name,
                !entrypoints.isEmpty() && entrypoints.getLast().startsWith("["),
                "its shell takes the signals");
        file.environment(name)
                .keySet()
                .forEach(variable ->
                        check(
                                name,
                                READ_BY_ALL.contains(variable)
                                        || Environment.isRead(name, variable),
                                "nobody reads " + variable));
        for (Dockerfile.Copy copy : file.copies(name)) {
            copy.sources().stream()
                    .filter(source -> source.startsWith("/src/"))
                    .forEach(source ->
                            check(name, Built.of(source).findAny().isPresent(), "no " + source));
        }
        List<String> order =
                file.copies(name).stream()
                        .map(Dockerfile.Copy::target)
                        .filter(LIBRARIES_FIRST::contains)
                        .toList();
        check(
                name,
                order.isEmpty() || order.equals(LIBRARIES_FIRST),
                "copies what changes before what stays: " + order);
    }

    private void check(String stage, boolean isMet, String fault) {
        if (!isMet) {
            findings.add(stage + ": " + fault);
        }
    }
}
