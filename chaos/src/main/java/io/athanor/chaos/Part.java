package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One process of the system, which can be killed, suspended and started again. One fault at a time
/// has it.
final class Part {
    private static final long FAREWELL_SECONDS = 30;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Process process;

    Part(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
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
