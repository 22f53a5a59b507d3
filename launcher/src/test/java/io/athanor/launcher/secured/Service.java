package io.athanor.launcher.secured;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.broker.Broker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A packaged service as a cluster runs it, off the local profile.
record Service(int port, int management, Path log, Process process) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// @param folder for its state and its log
    static Service start(Path folder, String name, List<Map<String, String>> settings)
            throws IOException {
        int port = Broker.freePort();
        int management = Broker.freePort();
        Path log = Files.createTempFile(folder, name, ".log");
        Map<String, String> environment = new HashMap<>();
        settings.forEach(environment::putAll);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("ATHANOR_DATA", Files.createTempDirectory(folder, name).toString());
        environment.put("ATHANOR_TRAINER_CHECKPOINTS", folder.resolve("checkpoints").toString());
        // At INFO, Kafka's clients print what they are configured with.
        environment.put("QUARKUS_LOG_CATEGORY__ORG_APACHE_KAFKA__LEVEL", "INFO");
        ProcessBuilder command =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                "../%s-service/target/quarkus-app/quarkus-run.jar".formatted(name))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        command.environment().putAll(environment);
        return new Service(port, management, log, command.start());
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    boolean isReady() throws IOException, InterruptedException {
        assertThat(process.isAlive()).as("alive, having said %s", said()).isTrue();
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/q/health/ready".formatted(management)))
                        .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
