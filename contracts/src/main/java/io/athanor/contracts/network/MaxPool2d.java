package io.athanor.contracts.network;

/// The largest of each `size` x `size` square; what is left at the edges is dropped.
public record MaxPool2d(int size) implements Layer {

    @Override
    public Shape output(Shape input) {
        return Planes.pooled("max pool", size, input);
    }

    @Override
    public String description() {
        return "MaxPool2d(kernel_size=%d, stride=%d, padding=0, dilation=1, ceil_mode=False)"
                .formatted(size, size);
    }
}
