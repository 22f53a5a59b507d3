package io.athanor.launcher;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// The real images of `fashion-mnist-sample`, written in the other formats that trainers read.
///
/// @param pixels 28x28 bytes an image
/// @param labels a byte an image, 0 to 9
@SuppressWarnings("ArrayRecordComponent") // never compared
record ImageFiles(byte[] pixels, byte[] labels) {
    private static final Path SAMPLE =
            Path.of("../trainer-service/src/main/resources/data/fashion-mnist-sample");
    private static final int SIDE = 28;
    private static final int COLOUR_SIDE = 32;
    private static final int CIFAR_RECORDS = 10_000;

    /// @param part `train` or `t10k`
    static ImageFiles sample(String part) throws IOException {
        return new ImageFiles(
                values(part + "-images-idx3-ubyte.gz", 16),
                values(part + "-labels-idx1-ubyte.gz", 8));
    }

    private static byte[] values(String name, int header) throws IOException {
        try (InputStream file = new GZIPInputStream(Files.newInputStream(SAMPLE.resolve(name)))) {
            file.skipNBytes(header);
            return file.readAllBytes();
        }
    }

    /// MNIST's format: the first `count` images and their labels, gzipped or not.
    void writeIdx(Path folder, String part, int count, boolean gzipped) throws IOException {
        Files.createDirectories(folder);
        String suffix = gzipped ? ".gz" : "";
        try (DataOutputStream images =
                open(folder.resolve(part + "-images-idx3-ubyte" + suffix), gzipped)) {
            images.writeInt(0x0803);
            images.writeInt(count);
            images.writeInt(SIDE);
            images.writeInt(SIDE);
            images.write(pixels, 0, count * SIDE * SIDE);
        }
        try (DataOutputStream classes =
                open(folder.resolve(part + "-labels-idx1-ubyte" + suffix), gzipped)) {
            classes.writeInt(0x0801);
            classes.writeInt(count);
            classes.write(labels, 0, count);
        }
    }

    /// One file of CIFAR-10's binary version: its 10,000 records, the images in colour.
    void writeCifar(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream records =
                new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            ByteBuffer image = ByteBuffer.allocate(3 * COLOUR_SIDE * COLOUR_SIDE);
            for (int record = 0; record < CIFAR_RECORDS; record++) {
                int index = record % labels.length;
                image.clear();
                for (int channel = 0; channel < 3; channel++) {
                    for (int y = 0; y < COLOUR_SIDE; y++) {
                        for (int x = 0; x < COLOUR_SIDE; x++) {
                            image.put((byte) coloured(index, channel, y, x));
                        }
                    }
                }
                records.write(labels[index]);
                records.write(image.array());
            }
        }
    }

    /// A folder a class with `count` images each, PNG and JPEG in turn.
    void writeFolders(Path folder, int classes, int count) throws IOException {
        for (int label = 0; label < classes; label++) {
            Path directory = Files.createDirectories(folder.resolve("class-" + label));
            int written = 0;
            for (int index = 0; written < count; index++) {
                if (labels[index] == label) {
                    String type = written % 2 == 0 ? "png" : "jpg";
                    ImageIO.write(
                            picture(index), type, directory.resolve(written + "." + type).toFile());
                    written++;
                }
            }
        }
    }

    private BufferedImage picture(int index) {
        BufferedImage picture =
                new BufferedImage(COLOUR_SIDE, COLOUR_SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < COLOUR_SIDE; y++) {
            for (int x = 0; x < COLOUR_SIDE; x++) {
                picture.setRGB(
                        x,
                        y,
                        coloured(index, 0, y, x) << 16
                                | coloured(index, 1, y, x) << 8
                                | coloured(index, 2, y, x));
            }
        }
        return picture;
    }

    /// The image on a dark ground, its channels of different strength.
    private int coloured(int index, int channel, int y, int x) {
        int margin = (COLOUR_SIDE - SIDE) / 2;
        int row = y - margin;
        int column = x - margin;
        if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) {
            return 0;
        }
        int grey = Byte.toUnsignedInt(pixels[index * SIDE * SIDE + row * SIDE + column]);
        return grey * (4 - (index + channel) % 3) / 4;
    }

    private static DataOutputStream open(Path file, boolean gzipped) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new DataOutputStream(
                new BufferedOutputStream(gzipped ? new GZIPOutputStream(out) : out));
    }
}
