package io.athanor.contracts.network;

/// What layers ask of planes: of channels, height and width.
final class Planes {
    private Planes() {}

    /// @throws ImpossibleShape when `input` is not so many planes
    static void check(String layer, int channels, Shape input) {
        if (!input.isPlanes() || input.channels() != channels) {
            throw new ImpossibleShape(
                    "%s takes %d channels, not %s".formatted(layer, channels, input));
        }
    }

    /// What squares of `size` leave of `input`; what is left at the edges is dropped.
    static Shape pooled(String layer, int size, Shape input) {
        if (!input.isPlanes() || input.height() < size || input.width() < size) {
            throw new ImpossibleShape(
                    "%s %dx%d is larger than %s".formatted(layer, size, size, input));
        }
        return Shape.of(input.channels(), input.height() / size, input.width() / size);
    }
}
