package io.athanor.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Writes small data sets of real images as IDX files.
public final class IdxFiles {
    private IdxFiles() {}

    /// The first images of the packed sample, as the data set `mnist` in `folder`, not gzipped.
    public static void writeMnist(Path folder, int train, int test) throws IOException {
        Path mnist = Files.createDirectories(folder.resolve("mnist"));
        write(mnist, "train", train);
        write(mnist, "t10k", test);
    }

    private static void write(Path folder, String part, int count) throws IOException {
        Source sample = new Source.Packed("data/fashion-mnist-sample");
        Files.write(
                folder.resolve(part + "-images-idx3-ubyte"),
                first(Idx.of(sample.read(part + "-images-idx3-ubyte")), count));
        Files.write(
                folder.resolve(part + "-labels-idx1-ubyte"),
                first(Idx.of(sample.read(part + "-labels-idx1-ubyte")), count));
    }

    private static byte[] first(Idx file, int count) {
        int rank = file.dimensions().size();
        int size = file.values().remaining() / file.dimensions().getFirst() * count;
        ByteBuffer content = ByteBuffer.allocate(4 + 4 * rank + size);
        content.put(new byte[] {0, 0, 8, (byte) rank}).putInt(count);
        file.dimensions().stream().skip(1).forEach(content::putInt);
        content.put(file.values().slice(0, size));
        return content.array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(content);
        }
        return zipped.toByteArray();
    }
}
