package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;

/// The largest of each `size` x `size` square; what is left at the edges is dropped.
record MaxPool2d(int size) implements Layer {

    @Override
    public Shape output(Shape input) {
        if (input.dimension() != 3 || input.get(1) < size || input.get(2) < size) {
            throw new ImpossibleShape(
                    "max pool %dx%d is larger than %s".formatted(size, size, input));
        }
        return new Shape(input.get(0), input.get(1) / size, input.get(2) / size);
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set(
                "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)"
                        .formatted(input, size, size, size, size));
    }
}
