package io.athanor.contracts.network;

import io.athanor.contracts.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/// Each position attends to its row and its column (Huang et al. 2019): queries and keys are 1x1
/// convolutions to `reduced` channels, values one to `channels`. One softmax over the scores of the
/// column, without the position itself, and of the row; the two weighted sums times `gamma`, plus
/// the input.
///
/// @param reduced 1 or more
public record CrissCrossAttention(int channels, int reduced) implements Layer {

    /// @param reduction by how much the channels are divided inside
    static CrissCrossAttention by(int reduction, int channels) {
        return new CrissCrossAttention(channels, channels / reduction);
    }

    @Override
    public Shape output(Shape input) {
        Planes.check("criss-cross attention", channels, input);
        if (reduced == 0) {
            throw new ImpossibleShape(
                    "criss-cross attention has no channels for queries and keys: a reduction of %s leaves none"
                            .formatted(input));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(Parameter.of("gamma", Role.GAMMA, 1));
        add(parameters, "query_conv", reduced);
        add(parameters, "key_conv", reduced);
        add(parameters, "value_conv", channels);
        return parameters;
    }

    @Override
    public String description() {
        return "CrissCrossAttention(%d, reduced=%d)".formatted(channels, reduced);
    }

    private void add(List<Parameter> parameters, String name, int out) {
        Conv2d.of(channels, out, 1)
                .parameters()
                .forEach(parameter -> parameters.add(parameter.in(name)));
    }
}
