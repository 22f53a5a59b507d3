package io.athanor.launcher.local;

import io.athanor.launcher.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

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
