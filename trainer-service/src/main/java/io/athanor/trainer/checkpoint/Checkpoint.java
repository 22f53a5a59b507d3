package io.athanor.trainer.checkpoint;

import io.athanor.trainer.program.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/// Where an attempt can go on from.
public record Checkpoint(Position position, Path file) {

    /// The last epoch that was finished, 0 for none.
    public int epoch() {
        return position.epoch() - 1;
    }

    public Map<String, HostTensor> tensors() {
        try {
            return SafeTensors.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint " + file + " cannot be read", e);
        }
    }
}
