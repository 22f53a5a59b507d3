package io.athanor.contracts.network;

import io.athanor.contracts.ImageShape;
import java.util.List;
import java.util.stream.Collectors;

/// The sizes of a tensor; of what goes through a network without the batch's. Written `32x28x28`.
public record Shape(List<Integer> sizes) {
    public Shape {
        sizes = List.copyOf(sizes);
    }

    public static Shape of(Integer... sizes) {
        return new Shape(List.of(sizes));
    }

    public static Shape of(ImageShape image) {
        return of(image.channels(), image.height(), image.width());
    }

    /// How many values a tensor of this shape has.
    public long values() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// Whether this is channels, height and width.
    boolean isPlanes() {
        return sizes.size() == 3;
    }

    int channels() {
        return sizes.get(0);
    }

    int height() {
        return sizes.get(1);
    }

    int width() {
        return sizes.get(2);
    }

    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }
}
