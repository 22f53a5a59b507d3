package io.athanor.contracts.network;

import io.athanor.contracts.network.Parameter.Role;
import java.util.List;

/// Each output is a weighted sum of all inputs, and a bias where it has them.
public record Linear(int in, int out, boolean bias) implements Layer {

    @Override
    public Shape output(Shape input) {
        if (!input.equals(Shape.of(in))) {
            throw new ImpossibleShape("linear takes %d values, not %s".formatted(in, input));
        }
        return Shape.of(out);
    }

    @Override
    public List<Parameter> parameters() {
        Parameter weight = new Parameter("weight", Shape.of(out, in), Role.WEIGHT, in, out);
        return bias
                ? List.of(weight, new Parameter("bias", Shape.of(out), Role.BIAS, in, out))
                : List.of(weight);
    }

    @Override
    public String description() {
        return "Linear(in_features=%d, out_features=%d, bias=%s)"
                .formatted(in, out, bias ? "True" : "False");
    }
}
