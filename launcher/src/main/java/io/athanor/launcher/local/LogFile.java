package io.athanor.launcher.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// What a child writes. The log of the launcher's previous run is kept beside it, as `NAME.log.1`.
final class LogFile {
    private static final int TAIL_BYTES = 16_384;

    private final Path path;

    private LogFile(Path path) {
        this.path = path;
    }

    static LogFile create(Path folder, String name) {
        Path path = folder.resolve(name + ".log");
        try {
            Files.createDirectories(folder);
            if (Files.exists(path)) {
                Files.move(
                        path, folder.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
        return new LogFile(path);
    }

    Path path() {
        return path;
    }

    long size() {
        return path.toFile().length();
    }

    /// What was written after the first `offset` bytes.
    String since(long offset) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(file.length() - offset)];
            file.seek(offset);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    List<String> lastLines(int count) {
        List<String> lines = since(Math.max(0, size() - TAIL_BYTES)).lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
}
