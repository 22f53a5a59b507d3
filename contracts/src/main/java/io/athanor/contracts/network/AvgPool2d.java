package io.athanor.contracts.network;

/// The mean of each `size` x `size` square; what is left at the edges is dropped.
public record AvgPool2d(int size) implements Layer {

    @Override
    public Shape output(Shape input) {
        return Planes.pooled("average pool", size, input);
    }

    @Override
    public String description() {
        return "AvgPool2d(kernel_size=%d, stride=%d, padding=0)".formatted(size, size);
    }
}
