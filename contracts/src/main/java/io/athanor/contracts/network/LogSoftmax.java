package io.athanor.contracts.network;

/// The logarithms of the classes' probabilities. Every loss takes them as they are, as it takes the
/// outputs of other networks; cross-entropy's own log-softmax changes nothing about them, so that
/// it is `nn.NLLLoss` here.
public record LogSoftmax() implements Layer {

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public String description() {
        return "LogSoftmax(dim=1)";
    }
}
