package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;

record Relu() implements Layer {

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set("torch.relu(%s)".formatted(input));
    }
}
