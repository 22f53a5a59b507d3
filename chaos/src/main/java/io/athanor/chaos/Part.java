package io.athanor.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One process of the system, which can be killed, suspended and started again. One fault at a time
/// has it.
final class Part {
    private static final long FAREWELL_SECONDS = 30;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final URI readiness;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Process process;

    /// @param readiness answers 200 once the process can do its work
    Part(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            URI readiness) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.readiness = readiness;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    @Override
    public String toString() {
        return name;
    }

    interface Action {
        void run() throws IOException, InterruptedException;
    }

    /// Waits until no other fault has it.
    void exclusively(Action action) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    void start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /// Its exit code, when it has ended.
    OptionalInt exit() {
        return process == null || process.isAlive()
                ? OptionalInt.empty()
                : OptionalInt.of(process.exitValue());
    }

    long pid() {
        return process == null ? 0 : process.pid();
    }

    boolean isReady() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(5)).build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /// kill -9
    void kill() {
        if (process != null) {
            var _ = process.destroyForcibly().onExit().join();
        }
    }

    /// Asks it to end, as an orchestrator does, and waits until it has.
    ///
    /// @return whether it ended by itself
    boolean terminate() throws InterruptedException {
        if (process == null) {
            return true;
        }
        process.destroy();
        if (process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
            return true;
        }
        kill();
        return false;
    }

    void suspend() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (process != null) {
            int status =
                    new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IOException(
                        "kill %s of %s: exit code %d".formatted(signal, name, status));
            }
        }
    }
}
