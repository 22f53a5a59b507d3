package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder of images as it was decoded, in one file: a header, both parts' labels and pixels, and
/// the SHA-256 of all before it.
final class ImageCache {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
    private static final byte[] FORMAT = "athanor images 1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32;
    private static final int HEADER = FORMAT.length + HASH + 2 * Integer.BYTES;

    private final Path file;

    ImageCache(Path file) {
        this.file = file;
    }

    /// A hash of names, sizes and times of the images: what a cache is valid for.
    static byte[] listing(
            ImageShape image,
            Path folder,
            List<ImageFolder.Labelled> train,
            List<ImageFolder.Labelled> test) {
        MessageDigest digest = Decoded.sha256();
        StringBuilder text = new StringBuilder().append(image).append('\n');
        for (var part : List.of(train, test)) {
            for (ImageFolder.Labelled labelled : part) {
                Path path = labelled.file();
                try {
                    text.append(folder.relativize(path))
                            .append('\t')
                            .append(labelled.label())
                            .append('\t')
                            .append(Files.size(path))
                            .append('\t')
                            .append(Files.getLastModifiedTime(path))
                            .append('\n');
                } catch (IOException e) {
                    throw new DataUnavailable("cannot read " + path + ": " + e.getMessage(), e);
                }
            }
            text.append('\n');
        }
        return digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// What is kept, where it is still valid and whole.
    Optional<Decoded> read(byte[] listing, ImageShape image, int classes) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            MessageDigest digest = Decoded.sha256();
            ByteBuffer header = get(channel, HEADER, digest);
            byte[] format = new byte[FORMAT.length];
            byte[] kept = new byte[HASH];
            header.get(format).get(kept);
            if (!Arrays.equals(format, FORMAT) || !Arrays.equals(kept, listing)) {
                return Optional.empty();
            }
            int train = header.getInt();
            int test = header.getInt();
            int size = image.channels() * image.height() * image.width();
            Decoded decoded =
                    new Decoded(
                            image,
                            classes,
                            images(channel, train, size, digest),
                            images(channel, test, size, digest));
            byte[] hash = new byte[HASH];
            get(channel, HASH, Decoded.sha256()).get(hash);
            if (Arrays.equals(hash, digest.digest())) {
                return Optional.of(decoded);
            }
            LOG.warn("{} is damaged: decoding the images anew", file);
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("cannot read {}, decoding the images anew: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /// Keeps what was decoded; where the folder cannot be written, only says so.
    void write(byte[] listing, Decoded decoded) {
        try {
            Path whole = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".part");
            try {
                write(whole, listing, decoded);
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot keep the decoded images in {}: {}", file, e.getMessage());
        }
    }

    private static void write(Path whole, byte[] listing, Decoded decoded) throws IOException {
        MessageDigest digest = Decoded.sha256();
        try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER).put(FORMAT).put(listing);
            header.putInt(decoded.train().size()).putInt(decoded.test().size());
            put(channel, header.flip(), digest);
            for (Images images : List.of(decoded.train(), decoded.test())) {
                ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * images.size());
                labels.asIntBuffer().put(images.labels().duplicate().rewind());
                put(channel, labels, digest);
                put(channel, images.pixels().duplicate().rewind(), digest);
            }
            put(channel, ByteBuffer.wrap(digest.digest()), Decoded.sha256());
            channel.force(true);
        }
    }

    private static Images images(FileChannel channel, int count, int size, MessageDigest digest)
            throws IOException {
        ByteBuffer stored = get(channel, Integer.BYTES * count, digest);
        IntBuffer labels = IntBuffer.allocate(count).put(stored.asIntBuffer()).rewind();
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * size);
        fill(channel, pixels, digest);
        return new Images(pixels, labels);
    }

    private static ByteBuffer get(FileChannel channel, int bytes, MessageDigest digest)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        fill(channel, buffer, digest);
        return buffer;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, MessageDigest digest)
            throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("it ends early");
            }
        }
        digest.update(buffer.rewind().duplicate());
    }

    private static void put(FileChannel channel, ByteBuffer buffer, MessageDigest digest)
            throws IOException {
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
