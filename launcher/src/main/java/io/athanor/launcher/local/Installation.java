package io.athanor.launcher.local;

import io.athanor.launcher.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where the built parts of Athanor lie: the folder that holds all modules.
public record Installation(Path home) {

    /// The installation that this launcher's jar, or its classes in a test, belong to.
    public static Installation own() {
        try {
            URI code =
                    Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return new Installation(Path.of(code).resolve("../../..").normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path broker() {
        return built("broker/target/broker.jar");
    }

    Path leash() {
        return built("launcher/target/launcher-leash.jar");
    }

    Path service(String module) {
        return built(module + "/target/quarkus-app/quarkus-run.jar");
    }

    public Path demoStudy() {
        return built("examples/demo.yaml");
    }

    /// The texts of the studies in the folder `examples`, by name.
    public Map<String, String> templates() {
        try (Stream<Path> files = Files.list(home.resolve("examples"))) {
            Map<String, String> templates = new TreeMap<>();
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".yaml")) {
                    templates.put(name.replace(".yaml", ""), Files.readString(file));
                }
            }
            return templates;
        } catch (IOException e) {
            throw new Failure("cannot read " + home.resolve("examples"), e);
        }
    }

    private Path built(String path) {
        Path file = home.resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new Failure(
                    "%s is missing: build it with ./mvnw -Dquick -DskipTests package"
                            .formatted(file));
        }
        return file;
    }
}
