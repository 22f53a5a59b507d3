package io.athanor.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Does with processes what KEDA's ScaledJob does with pods, by its default strategy: at each poll
/// it starts `min(maximum, wanted / 1) - unfinished` jobs, and it never ends one (KEDA 2.x,
/// `pkg/scaling/executor/scale_jobs.go`).
///
/// @param started every trainer so far, in the order of their starts
record ScaledJob(int maximum, Path folder, Map<String, String> environment, List<Process> started) {
    private static final Path TRAINER =
            Path.of("../trainer-service/target/quarkus-app/quarkus-run.jar");

    ScaledJob(int maximum, Path folder, Map<String, String> environment) {
        this(maximum, folder, Map.copyOf(environment), new ArrayList<>());
    }

    int unfinished() {
        return (int) started.stream().filter(Process::isAlive).count();
    }

    /// @param wanted what the scheduler's endpoint says
    void poll(int wanted) throws IOException {
        int missing = Math.min(maximum, wanted) - unfinished();
        for (int n = 0; n < missing; n++) {
            start();
        }
    }

    void kill() {
        started.forEach(Process::destroyForcibly);
    }

    private void start() throws IOException {
        String name = "job-" + (started.size() + 1);
        ProcessBuilder trainer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-javaagent:target/launcher-leash.jar="
                                        + ProcessHandle.current().pid(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                TRAINER.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile());
        trainer.environment().putAll(environment);
        trainer.environment().put("ATHANOR_TRAINER_ID", name);
        started.add(trainer.start());
    }
}
