package io.athanor.trainer.data;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.athanor.contracts.ImageShape;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The data sets of one device. Each is decoded when it is first asked for, and shared from then
/// on.
public final class DataSets implements AutoCloseable {
    private static final Normalisation FASHION =
            new Normalisation(List.of(0.2860), List.of(0.3530));
    private static final Normalisation HALF = new Normalisation(List.of(0.5), List.of(0.5));
    private static final Normalisation CIFAR =
            new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));

    private final NDManager device;
    private final Map<String, Known> known;
    private final Map<String, DataSet> loaded = new ConcurrentHashMap<>();

    /// A folder of images that the configuration declares.
    public record Declared(ImageShape image, int classes) {}

    /// @param normalisation measured where it is not known
    private record Known(Format format, Optional<Normalisation> normalisation) {
        Known(Format format, Normalisation normalisation) {
            this(format, Optional.of(normalisation));
        }
    }

    /// @param device whose memory the data sets go to; closed with this
    /// @param folder has a folder for each data set that is not packed in this program
    /// @param declared folders of images, by name
    public DataSets(NDManager device, Path folder, Map<String, Declared> declared) {
        this.device = device;
        Path data = folder.toAbsolutePath().normalize();
        this.known = new HashMap<>(builtIn(data));
        declared.forEach((name, images) -> {
            Known before =
                    known.put(
                            name,
                            new Known(
                                    new ImageFolder(name, data, images.image(), images.classes()),
                                    Optional.empty()));
            if (before != null) {
                throw new IllegalArgumentException(
                        "data set %s is built in: name the folder otherwise".formatted(name));
            }
        });
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

    private static Map<String, Known> builtIn(Path folder) {
        return Map.of(
                "fashion-mnist-sample",
                new Known(new IdxFormat(new Source.Packed("data/fashion-mnist-sample")), FASHION),
                "fashion-mnist",
                new Known(new IdxFormat(fashionMnist(folder)), FASHION),
                "mnist",
                new Known(new IdxFormat(mnist(folder)), HALF),
                "cifar-10",
                new Known(new CifarFormat(cifar(folder), 10_000), CIFAR));
    }

    private static Source fashionMnist(Path folder) {
        return new Source.Folders(
                "fashion-mnist",
                List.of(
                        folder.resolve("fashion-mnist"),
                        Path.of("/usr/share/datasets/fashion-mnist")),
                "Get it with ./athanor data get fashion-mnist, put its four files there from"
                        + " https://github.com/zalandoresearch/fashion-mnist, or install Debian's"
                        + " package dataset-fashion-mnist.");
    }

    private static Source mnist(Path folder) {
        return new Source.Folders(
                "mnist",
                List.of(folder.resolve("mnist")),
                "Get it with ./athanor data get mnist, or put its four files there:"
                        + " train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte"
                        + " and t10k-labels-idx1-ubyte, as every copy of MNIST has them.");
    }

    private static Source cifar(Path folder) {
        return new Source.Folders(
                "cifar-10",
                List.of(
                        folder.resolve("cifar-10"),
                        folder.resolve("cifar-10").resolve("cifar-10-batches-bin")),
                "Get it with ./athanor data get cifar-10, or unpack the binary version there, from"
                        + " https://www.cs.toronto.edu/~kriz/cifar.html.");
    }

    private DataSet load(String name, Known wanted) {
        Decoded decoded = wanted.format().decode();
        NDManager memory = device.newSubManager();
        try {
            return new DataSet(
                    name,
                    decoded.classes(),
                    decoded.image(),
                    wanted.normalisation().orElseGet(decoded::measured),
                    split(memory, decoded.image(), decoded.train()),
                    split(memory, decoded.image(), decoded.test()),
                    decoded.hash());
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /// The tensor of images takes the buffer's memory as its own.
    private static Split split(NDManager memory, ImageShape image, Images images) {
        Shape shape = new Shape(images.size(), image.channels(), image.height(), image.width());
        LongBuffer labels = LongBuffer.allocate(images.size());
        for (int i = 0; i < images.size(); i++) {
            labels.put(images.labels().get(i));
        }
        return new Split(
                memory.create(images.pixels(), shape, DataType.UINT8),
                memory.create(labels.rewind(), new Shape(images.size()), DataType.INT64));
    }
}
