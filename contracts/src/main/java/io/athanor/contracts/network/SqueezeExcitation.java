package io.athanor.contracts.network;

import java.util.List;

/// Scales each channel by a factor that all channels' means decide: global average pool, linear,
/// ReLU, linear, sigmoid, the linear layers without biases (Hu et al. 2018).
///
/// @param reduced width between the linear layers. With 0 of them nothing is left to decide: it
///   then scales by sigmoid(0) = 0.5 and has no tensors
public record SqueezeExcitation(int channels, int reduced) implements Layer {

    /// @param reduction by how much the channels are divided inside
    static SqueezeExcitation by(int reduction, int channels) {
        return new SqueezeExcitation(channels, channels / reduction);
    }

    @Override
    public Shape output(Shape input) {
        Planes.check("squeeze and excitation", channels, input);
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return reduced == 0
                ? List.of()
                : List.of(
                        new Linear(channels, reduced, false).parameters().getFirst().in("fc.0"),
                        new Linear(reduced, channels, false).parameters().getFirst().in("fc.2"));
    }

    @Override
    public String description() {
        return "SqueezeExcitation(%d, reduced=%d)".formatted(channels, reduced);
    }
}
