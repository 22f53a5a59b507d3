package io.athanor.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What a process said until it ended.
record Ran(int code, String out, String err) {

    /// @param folder for what it says
    static Ran of(ProcessBuilder builder, Path folder) throws IOException, InterruptedException {
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = builder.redirectErrorStream(false).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), out, Files.readString(err));
    }

    /// What it said, where it did what it should.
    String done() {
        assertThat(code).as("%s%n%s", out, err).isZero();
        assertThat(err).isEmpty();
        return out;
    }
}
