package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;

/// In training, sets values to zero with this probability and scales the others up by as much.
record Dropout(double probability) implements Layer {

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public String write(Lines lines, String input) {
        if (!lines.training() || probability == 0) {
            return input;
        }
        double kept = 1 - probability;
        String mask =
                lines.set(
                        "mask",
                        "torch.bernoulli(torch.full_like(%s, %s), generator=generator)"
                                .formatted(input, kept));
        return lines.set("torch.mul(%s, torch.div(%s, %s))".formatted(input, mask, kept));
    }
}
