package io.athanor.contracts.network;

/// In training, sets values to zero with this probability and scales the others up by as much.
public record Dropout(double probability) implements Layer {

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public String description() {
        return "Dropout(p=%s, inplace=False)".formatted(probability);
    }
}
