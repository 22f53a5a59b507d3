package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;
import java.util.List;

record Linear(int in, int out) implements Layer {

    @Override
    public Shape output(Shape input) {
        if (input.dimension() != 1 || input.get(0) != in) {
            throw new ImpossibleShape("linear takes %d values, not %s".formatted(in, input));
        }
        return new Shape(out);
    }

    @Override
    public List<Parameter> parameters() {
        var start = Initialisation.Uniform.kaiming(in);
        return List.of(
                new Parameter("weight", new Shape(out, in), start),
                new Parameter("bias", new Shape(out), start));
    }

    @Override
    public String write(Lines lines, String input) {
        return lines.set(
                "torch.linear(%s, %s, %s)"
                        .formatted(input, lines.tensor("weight"), lines.tensor("bias")));
    }
}
