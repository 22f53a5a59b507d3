package io.athanor.launcher.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file in a tar archive.
record TarEntry(String name, long size) {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE = 124;

    /// @return null at the end
    static @Nullable TarEntry next(InputStream tar) throws IOException {
        byte[] header = tar.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
            return null;
        }
        String size = text(header, SIZE, 12).strip();
        return new TarEntry(text(header, 0, NAME), size.isEmpty() ? 0 : Long.parseLong(size, 8));
    }

    String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    void copy(InputStream tar, Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to)) {
            for (long left = size; left > 0; ) {
                byte[] block = tar.readNBytes((int) Math.min(left, 1 << 16));
                if (block.length == 0) {
                    throw new EOFException(name + " ends early");
                }
                file.write(block);
                left -= block.length;
            }
        }
        tar.skipNBytes(padding());
    }

    void skip(InputStream tar) throws IOException {
        tar.skipNBytes(size + padding());
    }

    private long padding() {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }
}
