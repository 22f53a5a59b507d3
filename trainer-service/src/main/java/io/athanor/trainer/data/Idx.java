package io.athanor.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A file in the IDX format of MNIST, of unsigned bytes, gzipped or not.
///
/// @param dimensions the first counts the images or labels
/// @param values as they come
record Idx(List<Integer> dimensions, ByteBuffer values) {
    private static final int GZIP = 0x1f8b;
    private static final int UNSIGNED_BYTE = 8;

    /// @param name of the file, for messages
    /// @throws DataUnavailable when the content is not what its header says
    static Idx read(String name, InputStream content) {
        byte[] bytes;
        try (InputStream plain = unzipped(content)) {
            bytes = plain.readAllBytes();
        } catch (IOException e) {
            throw new DataUnavailable(
                    "%s is damaged: %s. Get it anew.".formatted(name, e.getMessage()), e);
        }
        return parse(name, ByteBuffer.wrap(bytes));
    }

    private static Idx parse(String name, ByteBuffer file) {
        if (file.remaining() < 4 || file.getShort() != 0 || file.get() != UNSIGNED_BYTE) {
            throw new DataUnavailable(
                    "%s is damaged: not an IDX file of bytes. Get it anew.".formatted(name));
        }
        int rank = file.get();
        if (rank < 1 || file.remaining() < 4 * rank) {
            throw new DataUnavailable(
                    "%s is damaged: its header ends early. Get it anew.".formatted(name));
        }
        List<Integer> dimensions = new ArrayList<>();
        long size = 1;
        for (int i = 0; i < rank; i++) {
            dimensions.add(file.getInt());
            size *= dimensions.getLast();
        }
        if (file.remaining() != size) {
            throw new DataUnavailable(
                    "%s is damaged: %d bytes of values where its header says %s. Get it anew."
                            .formatted(name, file.remaining(), dimensions));
        }
        return new Idx(dimensions, file.slice());
    }

    private static InputStream unzipped(InputStream content) throws IOException {
        PushbackInputStream start = new PushbackInputStream(content, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && ByteBuffer.wrap(magic).getShort() == (short) GZIP;
        return gzip ? new GZIPInputStream(start) : start;
    }
}
