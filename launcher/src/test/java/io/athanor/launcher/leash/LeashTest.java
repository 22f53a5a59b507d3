package io.athanor.launcher.leash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashTest {
    @TempDir private Path folder;
    private final List<Process> started = new ArrayList<>();
    private Path agent;

    @BeforeEach
    void packAgent() throws IOException {
        agent = folder.resolve("leash.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Leash.class.getName());
        String entry = Leash.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream code = Leash.class.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new ZipEntry(entry));
            code.transferTo(jar);
        }
    }

    @AfterEach
    void leaveNothing() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void endsTheProcessOnceItsLauncherIsKilled() throws Exception {
        Process launcher = start();
        Process child = start("-javaagent:%s=%d".formatted(agent, launcher.pid()));

        launcher.destroyForcibly();

        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(137);
    }

    @Test
    void leavesTheProcessAloneWhileItsLauncherLivesEvenOnCtrlC() throws Exception {
        Process launcher = start();
        Process child = start("-javaagent:%s=%d".formatted(agent, launcher.pid()));

        new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();

        assertThat(child.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }

    /// Returns once the process runs its program.
    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-cp", "target/test-classes"));
        command.add(Waiting.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        process.inputReader().readLine();
        return process;
    }

    /// Says so and waits for ever.
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("waiting");
            Thread.currentThread().join();
        }
    }
}
