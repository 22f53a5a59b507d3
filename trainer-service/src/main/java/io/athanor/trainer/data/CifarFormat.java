package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/// CIFAR-10's binary version: six files of records, each a byte for the class and 3072 for the
/// image, its red, green and blue plane.
///
/// @param imagesPerFile exactly so many: the format has no header that a file could be checked with
record CifarFormat(Source source, int imagesPerFile) implements Format {
    private static final ImageShape IMAGE = new ImageShape(3, 32, 32);
    private static final int PIXELS = 3 * 32 * 32;
    private static final int CLASSES = 10;

    @Override
    public Decoded decode() {
        List<String> train =
                IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList();
        return new Decoded(IMAGE, CLASSES, images(train), images(List.of("test_batch.bin")));
    }

    private Images images(List<String> files) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(files.size() * imagesPerFile * PIXELS);
        IntBuffer labels = IntBuffer.allocate(files.size() * imagesPerFile);
        for (String name : files) {
            Content content = source.read(name);
            ByteBuffer records = content.bytes();
            int expected = imagesPerFile * (1 + PIXELS);
            if (records.remaining() != expected) {
                throw Content.damaged(
                        content.file(),
                        "%d bytes instead of %d".formatted(records.remaining(), expected));
            }
            while (records.hasRemaining()) {
                labels.put(IdxFormat.label(content.file(), records.get(), CLASSES));
                pixels.put(records.slice(records.position(), PIXELS));
                records.position(records.position() + PIXELS);
            }
        }
        return new Images(pixels.rewind(), labels.rewind());
    }
}
