package io.athanor.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The packaged system, started by the packaged launcher as people start it.
///
/// @param output what the launcher says
record Up(Process launcher, Path output) {
    private static final List<String> JARS =
            List.of(
                    "broker/target/broker.jar",
                    "scheduler-service/target/quarkus-app/quarkus-run.jar",
                    "metrics-service/target/quarkus-app/quarkus-run.jar",
                    "trainer-service/target/quarkus-app/quarkus-run.jar",
                    "launcher/target/launcher.jar");

    /// Starts it with its state in `folder`, and waits until it is ready.
    static Up start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /// @param environment of the services, beside what this process has
    static Up start(Path folder, Map<String, String> environment, String... options)
            throws IOException {
        for (String jar : JARS) {
            assertThat(Path.of("..", jar))
                    .as("%s: build it with ./mvnw -Dquick -DskipTests package", jar)
                    .isRegularFile();
        }
        Path output = folder.resolve("up.log");
        List<String> arguments = new ArrayList<>(List.of("up", "--data"));
        arguments.add(folder.resolve("data").toString());
        arguments.addAll(List.of("--port", "0", "--metrics-port", "0", "--kafka-port", "0"));
        arguments.addAll(List.of(options));
        ProcessBuilder builder =
                launcher(arguments.toArray(String[]::new)).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process launcher = builder.start();
        Up up = new Up(launcher, output);
        await().atMost(Duration.ofMinutes(4))
                .until(() -> up.lines().contains("Ctrl-C ends everything.") || !launcher.isAlive());
        assertThat(launcher.isAlive()).as("the launcher lives; it said %s", up.lines()).isTrue();
        return up;
    }

    static ProcessBuilder launcher(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-jar", "target/launcher.jar"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    void kill() {
        launcher.destroyForcibly();
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    URI address(String name) throws IOException {
        return URI.create(value(name));
    }

    /// What the launcher says of one of its parts.
    String value(String name) throws IOException {
        return lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    List<ProcessHandle> processes() {
        return launcher.descendants().toList();
    }

    ProcessHandle process(String name) {
        return launcher.children()
                .filter(child ->
                        child.info()
                                .commandLine()
                                .orElse("")
                                .contains("-Dathanor.process=" + name + " "))
                .findFirst()
                .orElseThrow();
    }
}
