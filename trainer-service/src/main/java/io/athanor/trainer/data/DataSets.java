package io.athanor.trainer.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The data sets of one device. Each is decoded when it is first asked for, and shared from then
/// on.
public final class DataSets implements AutoCloseable {
    private static final int CLASSES = 10;
    private static final Normalisation FASHION = new Normalisation(0.2860, 0.3530);
    private static final Normalisation HALF = new Normalisation(0.5, 0.5);

    private final NDManager device;
    private final Map<String, Known> known;
    private final Map<String, DataSet> loaded = new ConcurrentHashMap<>();

    private record Known(Source source, Normalisation normalisation) {}

    /// @param device whose memory the data sets go to; closed with this
    /// @param folder has a folder for each data set that is not packed in this program
    public DataSets(NDManager device, Path folder) {
        this.device = device;
        this.known =
                Map.of(
                        "fashion-mnist-sample",
                        new Known(new Source.Packed("data/fashion-mnist-sample"), FASHION),
                        "fashion-mnist",
                        new Known(fashionMnist(folder.toAbsolutePath().normalize()), FASHION),
                        "mnist",
                        new Known(mnist(folder.toAbsolutePath().normalize()), HALF));
    }

    /// @throws DataUnavailable when it is unknown, missing or damaged; asked again, it looks again
    public DataSet get(String name) {
        Known wanted = known.get(name);
        if (wanted == null) {
            throw new DataUnavailable(
                    "data set %s: there are %s"
                            .formatted(name, known.keySet().stream().sorted().toList()));
        }
        return loaded.computeIfAbsent(name, _ -> load(name, wanted));
    }

    @Override
    public void close() {
        device.close();
    }

    private static Source fashionMnist(Path folder) {
        return new Source.Folders(
                "fashion-mnist",
                List.of(
                        folder.resolve("fashion-mnist"),
                        Path.of("/usr/share/datasets/fashion-mnist")),
                "Put its four files there, from https://github.com/zalandoresearch/fashion-mnist,"
                        + " or install Debian's package dataset-fashion-mnist.");
    }

    private static Source mnist(Path folder) {
        return new Source.Folders(
                "mnist",
                List.of(folder.resolve("mnist")),
                "Put its four files there: train-images-idx3-ubyte, train-labels-idx1-ubyte,"
                        + " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as every copy of MNIST"
                        + " has them.");
    }

    private DataSet load(String name, Known wanted) {
        NDManager memory = device.newSubManager();
        try {
            Split train = split(memory, wanted.source(), "train");
            Split test = split(memory, wanted.source(), "t10k");
            Shape image = train.images().getShape().slice(1);
            return new DataSet(name, CLASSES, image, wanted.normalisation(), train, test);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static Split split(NDManager memory, Source source, String part) {
        String imagesName = part + "-images-idx3-ubyte";
        String labelsName = part + "-labels-idx1-ubyte";
        Idx images = source.read(imagesName);
        Idx labels = source.read(labelsName);
        if (images.dimensions().size() != 3
                || labels.dimensions().size() != 1
                || !images.dimensions().getFirst().equals(labels.dimensions().getFirst())) {
            throw new DataUnavailable(
                    "%s holds %s and %s %s: not images and their labels. Get them anew."
                            .formatted(
                                    imagesName,
                                    images.dimensions(),
                                    labelsName,
                                    labels.dimensions()));
        }
        return new Split(images(memory, images), labels(memory, labelsName, labels.values()));
    }

    private static NDArray images(NDManager memory, Idx images) {
        var shape =
                new Shape(
                        images.dimensions().get(0),
                        1,
                        images.dimensions().get(1),
                        images.dimensions().get(2));
        // The tensor takes a direct buffer's memory as its own.
        ByteBuffer bytes = ByteBuffer.allocateDirect(images.values().remaining());
        bytes.put(images.values().duplicate()).rewind();
        return memory.create(bytes, shape, DataType.UINT8);
    }

    private static NDArray labels(NDManager memory, String file, ByteBuffer values) {
        LongBuffer labels = LongBuffer.allocate(values.remaining());
        while (values.hasRemaining()) {
            int label = Byte.toUnsignedInt(values.get());
            if (label >= CLASSES) {
                throw new DataUnavailable(
                        "%s is damaged: label %d of %d classes. Get it anew."
                                .formatted(file, label, CLASSES));
            }
            labels.put(label);
        }
        return memory.create(labels.rewind(), new Shape(labels.capacity()), DataType.INT64);
    }
}
