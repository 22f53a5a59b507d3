package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the Dockerfile's stage `build` would hold: the repository as built in `/src`, and in `/out`
/// what its other commands make. Those are run as they stand, but for the paths.
final class Built {
    private final Path out;

    /// Runs the commands of the stage, but for the build itself, which is done.
    Built(Dockerfile file, Path out) {
        this.out = out;
        file.stage("build")
                .orElseThrow()
                .all("RUN")
                .filter(command -> !command.contains("mvnw"))
                .forEach(this::run);
    }

    /// The files that a source below `/src` names.
    static Stream<Path> of(String source) {
        return found(Repository.ROOT, source.substring("/src/".length()));
    }

    /// The files that a source names.
    List<Path> files(String source) {
        List<Path> files =
                source.startsWith("/out/")
                        ? found(out, source.substring("/out/".length())).toList()
                        : of(source).toList();
        assertThat(files).as(source).isNotEmpty();
        return files;
    }

    private void run(String command) {
        String here = command.replace("/out/", out + "/").replace("/src/", Repository.ROOT + "/");
        Programs.Outcome outcome =
                Programs.run(
                        List.of(
                                "sh",
                                "-c",
                                "PATH=\"%s/bin:$PATH\"; export PATH; %s"
                                        .formatted(System.getProperty("java.home"), here)));
        assertThat(outcome.exit()).as(command + "\n" + outcome.output()).isZero();
    }

    private static Stream<Path> found(Path root, String source) {
        Path path = root.resolve(source);
        if (!source.contains("*")) {
            return Files.exists(path) ? Stream.of(path) : Stream.empty();
        }
        if (!Files.isDirectory(path.getParent())) {
            return Stream.empty();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching =
                Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
            matching.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream();
    }
}
