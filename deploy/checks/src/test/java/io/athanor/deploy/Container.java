package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What an engine would make of an image: the files that the Dockerfile copies, over this machine's
/// Debian in place of the base image's, in a mount namespace of its own with a read-only root. The
/// network is this machine's. Only root can do that.
final class Container implements AutoCloseable {
    static final int USER = 10001;
    private static final String SCRIPT =
            """
            set -eu
            mount --make-rprivate /
            mount --bind "$ROOT" "$ROOT"
            for folder in usr etc bin sbin lib lib64; do
              if [ -L "/$folder" ]; then ln -sfn "$(readlink "/$folder")" "$ROOT/$folder"
              elif [ -d "/$folder" ]; then mkdir -p "$ROOT/$folder"; mount --rbind -o ro "/$folder" "$ROOT/$folder"; fi
            done
            for folder in proc dev; do mkdir -p "$ROOT/$folder"; mount --rbind "/$folder" "$ROOT/$folder"; done
            mkdir -p "$ROOT/tmp"
            mount -t tmpfs -o "$TMPFS" tmpfs "$ROOT/tmp"
            $MOUNTS
            mount -o remount,bind,ro "$ROOT"
            exec chroot --userspec="$AS" "$ROOT" /usr/bin/env -i -C /app "$@"
            """;

    /// How the image's process is started.
    ///
    /// @param user `uid:gid`
    record Start(List<String> command, Map<String, String> environment, String user) {}

    private final Process process;
    private final Path log;

    private Container(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Skips the test where it may not make a mount namespace.
    static void assumeAllowed() {
        assumeTrue(
                Programs.run(List.of("unshare", "-m", "true")).exit() == 0,
                "needs root (unshare -m): images are not run");
    }

    /// Lays an image's files out in a folder.
    static void lay(Dockerfile file, String target, Built built, Path root) {
        for (Dockerfile.Copy copy : file.copies(target)) {
            Path to = root.resolve(copy.target().substring(1));
            boolean isFolder = copy.target().endsWith("/");
            for (String source : copy.sources()) {
                for (Path from : built.files(source)) {
                    copy(from, isFolder ? to.resolve(from.getFileName()) : to);
                }
            }
        }
    }

    static Container start(Path root, Start start, List<Compose.Mount> mounts, String tmpfs) {
        Path log = root.resolveSibling(root.getFileName() + ".log");
        String commands = String.join("\n", mounts.stream().map(Container::mount).toList());
        String script = SCRIPT.replace("$MOUNTS", commands);
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        start.environment().forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(start.command());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("ROOT", root.toString());
        builder.environment().put("AS", start.user());
        builder.environment().put("TMPFS", options(tmpfs));
        try {
            return new Container(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The process, which has taken the place of the script that started it.
    long pid() {
        return process.pid();
    }

    String log() {
        return Repository.text(log);
    }

    /// Waits for its end.
    int awaitExit(long seconds) {
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(log()).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Asks it to end, as engines do.
    void stop() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String mount(Compose.Mount mount) {
        String target = "\"$ROOT" + mount.target() + "\"";
        return "mkdir -p %2$s; mount --bind %3$s \"%1$s\" %2$s"
                .formatted(mount.source(), target, mount.readOnly() ? "-o ro" : "");
    }

    /// What Docker makes of the options of a tmpfs: no programs there unless it is said.
    private static String options(String tmpfs) {
        String given = tmpfs.substring(tmpfs.indexOf(':') + 1);
        return "nosuid,nodev,mode=1777," + (given.contains("exec") ? "" : "noexec,") + given;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
