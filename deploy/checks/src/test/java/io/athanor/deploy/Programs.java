package io.athanor.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The programs that the checks call.
final class Programs {
    private static final Pattern MINOR = Pattern.compile("GitVersion:\"v1\\.(\\d+)");

    private Programs() {}

    /// What a program said, standard error included.
    record Outcome(int exit, String output) {}

    static Outcome run(List<String> command) {
        return run(command, Repository.ROOT);
    }

    static Outcome run(List<String> command, Path folder) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Skips the test where there is no kubectl, or one that knows no components.
    static void assumeKubectl() {
        assumeTrue(kubectlVersion() >= 25, "needs kubectl 1.25 or newer on the PATH");
    }

    static void assumeInstalled(String program) {
        assumeTrue(isInstalled(program), "needs " + program + " on the PATH");
    }

    private static int kubectlVersion() {
        if (!isInstalled("kubectl")) {
            return 0;
        }
        Matcher version =
                MINOR.matcher(
                        run(List.of("kubectl", "version", "--client", "--output=json"))
                                .output()
                                .replace("\"gitVersion\": ", "GitVersion:"));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static boolean isInstalled(String program) {
        return run(List.of("sh", "-c", "command -v " + program)).exit() == 0;
    }
}
