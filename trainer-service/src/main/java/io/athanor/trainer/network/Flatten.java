package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;

record Flatten() implements Layer {

    @Override
    public Shape output(Shape input) {
        return new Shape(input.size());
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set("torch.flatten(%s, 1, -1)".formatted(input));
    }
}
