package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A data set in the host's memory.
record Decoded(ImageShape image, int classes, Images train, Images test) {

    /// SHA-256 of the training images, their labels, the test images and theirs: a byte a pixel,
    /// four a label, the highest first.
    String hash() {
        MessageDigest digest = sha256();
        for (Images images : List.of(train, test)) {
            digest.update(images.pixels().duplicate().rewind());
            digest.update(bytes(images.labels()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// The mean and the deviation of each channel over all training pixels, as [Normalisation]
    /// wants them. A channel that never changes is only moved.
    Normalisation measured() {
        int area = image.height() * image.width();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int channel = 0; channel < image.channels(); channel++) {
            double sum = 0;
            double squares = 0;
            for (int at = 0; at < train.size(); at++) {
                int from = (at * image.channels() + channel) * area;
                for (int i = from; i < from + area; i++) {
                    double value = Byte.toUnsignedInt(train.pixels().get(i)) / 255.0;
                    sum += value;
                    squares += value * value;
                }
            }
            double count = (double) train.size() * area;
            double variance = squares / count - sum / count * (sum / count);
            means.add(sum / count);
            deviations.add(variance > 1e-12 ? Math.sqrt(variance) : 1);
        }
        return new Normalisation(means, deviations);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer bytes(IntBuffer labels) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * labels.capacity());
        bytes.asIntBuffer().put(labels.duplicate().rewind());
        return bytes;
    }
}
