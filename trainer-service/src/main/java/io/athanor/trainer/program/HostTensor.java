package io.athanor.trainer.program;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.List;

/// A tensor's values, copied to the host.
///
/// @param bytes little-endian, from its position to its limit
public record HostTensor(String name, DataType type, List<Long> shape, ByteBuffer bytes) {
    public HostTensor {
        shape = List.copyOf(shape);
    }

    boolean fits(HostTensor other) {
        return type == other.type() && shape.equals(other.shape());
    }
}
