package io.athanor.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Prometheus's own linter.
final class Promtool {
    private Promtool() {}

    /// What `promtool check metrics` says of the metrics whose names start with `prefix`.
    static List<String> complaints(String metrics, String prefix)
            throws IOException, InterruptedException {
        Process promtool = start();
        try (var input = promtool.getOutputStream()) {
            input.write(metrics.getBytes(StandardCharsets.UTF_8));
        }
        String output =
                new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = promtool.waitFor();
        // 3: it parsed all, and has something to say.
        if (status != 0 && status != 3) {
            throw new IllegalStateException("promtool ended with " + status + ": " + output);
        }
        return output.lines().filter(line -> line.startsWith(prefix)).toList();
    }

    private static Process start() {
        try {
            return new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "promtool is not on the PATH; install the package prometheus (Debian, Ubuntu: apt install prometheus)",
                    e);
        }
    }
}
