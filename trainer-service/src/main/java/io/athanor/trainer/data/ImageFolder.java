package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A folder of PNG or JPEG files, one sub-folder a class; the classes in alphabetical order. Either
/// in `train` and `test`, or all together: then a fifth of each class is the test.
///
/// Decoded and resized once; the result is kept beside the folder for as long as names, sizes and
/// times of the files stay the same.
record ImageFolder(String name, Path data, ImageShape image, int classes) implements Format {
    private static final double TEST = 0.2;

    /// An image file and its class.
    record Labelled(Path file, int label) {}

    @Override
    public Decoded decode() {
        Path folder = data.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new DataUnavailable(
                    "data set %s: there is no folder %s. Put a folder of images for each class there."
                            .formatted(name, folder));
        }
        List<Labelled> train = new ArrayList<>();
        List<Labelled> test = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("train"))) {
            List<String> trained = read(folder.resolve("train"), train);
            List<String> tested = read(folder.resolve("test"), test);
            if (!tested.equals(trained)) {
                throw new DataUnavailable(
                        "%s has the classes %s for training and %s for testing"
                                .formatted(folder, trained, tested));
            }
        } else {
            read(folder, train);
            divide(train, test);
        }
        ImageCache cache = new ImageCache(data.resolve(name + "." + image + ".cache"));
        byte[] listing = ImageCache.listing(image, folder, train, test);
        return cache.read(listing, image, classes)
                .orElseGet(() -> {
                    Decoded decoded = new Decoded(image, classes, decode(train), decode(test));
                    cache.write(listing, decoded);
                    return decoded;
                });
    }

    /// @return the names of the classes
    private List<String> read(Path part, List<Labelled> images) {
        List<Path> folders = list(part).stream().filter(Files::isDirectory).toList();
        List<String> found = folders.stream().map(ImageFolder::fileName).toList();
        if (found.size() != classes) {
            throw new DataUnavailable(
                    "%s has %d folders %s: %d classes are declared"
                            .formatted(part, found.size(), found, classes));
        }
        for (int label = 0; label < classes; label++) {
            List<Path> files = list(folders.get(label)).stream().filter(this::isImage).toList();
            if (files.isEmpty()) {
                throw new DataUnavailable(
                        "%s has no images: PNG or JPEG files are wanted"
                                .formatted(folders.get(label)));
            }
            for (Path file : files) {
                images.add(new Labelled(file, label));
            }
        }
        return found;
    }

    /// Moves a fifth of each class to the test, the same whatever trial asks.
    private void divide(List<Labelled> train, List<Labelled> test) {
        List<Labelled> all = List.copyOf(train);
        train.clear();
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            List<Labelled> alike =
                    new ArrayList<>(all.stream().filter(of -> of.label() == wanted).toList());
            if (alike.size() < 2) {
                throw new DataUnavailable(
                        "%s is the only image of its class: one is needed to train on, one to test"
                                .formatted(alike.getFirst().file()));
            }
            Collections.shuffle(alike, Random.from(new SplittableRandom(label)));
            int count = Math.max(1, (int) Math.round(TEST * alike.size()));
            test.addAll(alike.subList(0, count));
            train.addAll(alike.subList(count, alike.size()));
        }
    }

    private Images decode(List<Labelled> files) {
        int size = image.channels() * image.height() * image.width();
        long bytes = (long) files.size() * size;
        if (bytes > Integer.MAX_VALUE) {
            throw new DataUnavailable(
                    "data set %s: %d images of %s are more than 2 GiB: declare a smaller size"
                            .formatted(name, files.size(), image));
        }
        ByteBuffer pixels = ByteBuffer.allocateDirect((int) bytes);
        IntBuffer labels = IntBuffer.allocate(files.size());
        IntStream.range(0, files.size())
                .parallel()
                .forEach(i -> {
                    pixels.put(i * size, Picture.read(files.get(i).file()).resized(image));
                    labels.put(i, files.get(i).label());
                });
        return new Images(pixels, labels);
    }

    private boolean isImage(Path file) {
        String lower = fileName(file).toLowerCase(Locale.ROOT);
        return Stream.of(".png", ".jpg", ".jpeg").anyMatch(lower::endsWith);
    }

    /// Without hidden files, by name.
    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !fileName(entry).startsWith(".")).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataUnavailable("cannot read folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }
}
