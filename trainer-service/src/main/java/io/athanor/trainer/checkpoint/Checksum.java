package io.athanor.trainer.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of what goes through it to a channel.
final class Checksum implements WritableByteChannel {
    private static final int CHUNK = 1 << 20;

    private final MessageDigest digest;
    private final WritableByteChannel channel;

    Checksum(WritableByteChannel channel) {
        this.channel = channel;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String of(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            Checksum checksum = new Checksum(file);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (file.read(chunk) >= 0) {
                checksum.digest.update(chunk.flip());
                chunk.clear();
            }
            return checksum.hex();
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer written = bytes.duplicate();
        int count = channel.write(bytes);
        digest.update(written.limit(written.position() + count));
        return count;
    }

    /// To be asked once.
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
