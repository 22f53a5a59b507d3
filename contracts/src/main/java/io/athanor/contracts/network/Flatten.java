package io.athanor.contracts.network;

/// All values of an image in one row.
public record Flatten() implements Layer {

    @Override
    public Shape output(Shape input) {
        return Shape.of(Math.toIntExact(input.values()));
    }

    @Override
    public String description() {
        return "Flatten(start_dim=1, end_dim=-1)";
    }
}
