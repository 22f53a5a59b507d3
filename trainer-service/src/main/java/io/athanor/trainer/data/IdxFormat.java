package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;

/// The four files of MNIST: grey images of ten classes.
record IdxFormat(Source source) implements Format {
    private static final int CLASSES = 10;

    @Override
    public Decoded decode() {
        Idx train = images("train");
        Idx test = images("t10k");
        if (!size(train).equals(size(test))) {
            throw new DataUnavailable(
                    "%s holds %s and %s %s: images of two sizes. Get them anew."
                            .formatted(
                                    train.file(),
                                    train.dimensions(),
                                    test.file(),
                                    test.dimensions()));
        }
        return new Decoded(
                new ImageShape(1, size(train).get(0), size(train).get(1)),
                CLASSES,
                labelled(train, "train"),
                labelled(test, "t10k"));
    }

    private Idx images(String part) {
        Idx images = Idx.of(source.read(part + "-images-idx3-ubyte"));
        if (images.dimensions().size() != 3 || images.dimensions().getFirst() == 0) {
            throw Content.damaged(
                    images.file(), "it holds %s, no images".formatted(images.dimensions()));
        }
        return images;
    }

    private Images labelled(Idx images, String part) {
        Idx labels = Idx.of(source.read(part + "-labels-idx1-ubyte"));
        if (labels.dimensions().size() != 1
                || !labels.dimensions().getFirst().equals(images.dimensions().getFirst())) {
            throw new DataUnavailable(
                    "%s holds %s and %s %s: not images and their labels. Get them anew."
                            .formatted(
                                    images.file(),
                                    images.dimensions(),
                                    labels.file(),
                                    labels.dimensions()));
        }
        ByteBuffer pixels = ByteBuffer.allocateDirect(images.values().remaining());
        pixels.put(images.values()).rewind();
        IntBuffer classes = IntBuffer.allocate(labels.values().remaining());
        while (labels.values().hasRemaining()) {
            classes.put(label(labels.file(), labels.values().get(), CLASSES));
        }
        return new Images(pixels, classes.rewind());
    }

    static int label(String file, byte value, int classes) {
        int label = Byte.toUnsignedInt(value);
        if (label >= classes) {
            throw Content.damaged(file, "label %d of %d classes".formatted(label, classes));
        }
        return label;
    }

    private static List<Integer> size(Idx images) {
        return images.dimensions().subList(1, 3);
    }
}
