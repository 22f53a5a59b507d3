package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files of the project are.
final class Repository {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");
    static final Path DOCKERFILE = ROOT.resolve("deploy/images/Dockerfile");

    private Repository() {}

    /// A file of the project, or one that the build makes.
    static Path file(String name) {
        Path file = ROOT.resolve(name);
        assertThat(file).as("%s: build it with ./mvnw -Dquick -DskipTests package", file).exists();
        return file;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
