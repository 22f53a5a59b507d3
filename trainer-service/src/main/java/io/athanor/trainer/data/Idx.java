package io.athanor.trainer.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A file in the IDX format of MNIST, of unsigned bytes.
///
/// @param dimensions the first counts the images or labels
/// @param values as they come
record Idx(String file, List<Integer> dimensions, ByteBuffer values) {
    private static final int UNSIGNED_BYTE = 8;

    /// @throws DataUnavailable when the content is not what its header says
    static Idx of(Content content) {
        ByteBuffer bytes = content.bytes();
        if (bytes.remaining() < 4 || bytes.getShort() != 0 || bytes.get() != UNSIGNED_BYTE) {
            throw Content.damaged(content.file(), "not an IDX file of bytes");
        }
        int rank = bytes.get();
        if (rank < 1 || bytes.remaining() < 4 * rank) {
            throw Content.damaged(content.file(), "its header ends early");
        }
        List<Integer> dimensions = new ArrayList<>();
        long size = 1;
        for (int i = 0; i < rank; i++) {
            dimensions.add(bytes.getInt());
            size *= dimensions.getLast();
        }
        if (bytes.remaining() != size) {
            throw Content.damaged(
                    content.file(),
                    "%d bytes of values where its header says %s"
                            .formatted(bytes.remaining(), dimensions));
        }
        return new Idx(content.file(), dimensions, bytes.slice());
    }
}
