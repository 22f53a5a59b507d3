package io.athanor.trainer.checkpoint;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import java.util.Optional;

/// Makes a file of tensors a checkpoint: it is written last.
///
/// @param tensors the file's name
/// @param bytes its size
/// @param crc32c its checksum, as hexadecimal digits
record Manifest(
        int format,
        TrialId trial,
        int attempt,
        String dataset,
        int epochs,
        long seed,
        Hyperparameters hyperparameters,
        Position position,
        String tensors,
        long bytes,
        String crc32c) {
    static final int FORMAT = 3;

    static Manifest of(
            StartTrial trial, Position position, String tensors, long bytes, String crc32c) {
        return new Manifest(
                FORMAT,
                trial.trial(),
                trial.attempt(),
                trial.dataset(),
                trial.epochs(),
                trial.seed(),
                trial.hyperparameters(),
                position,
                tensors,
                bytes,
                crc32c);
    }

    /// Why `start` cannot go on from here; empty if it can.
    Optional<String> refusal(StartTrial start) {
        if (format != FORMAT) {
            return Optional.of("its format is %d, not %d".formatted(format, FORMAT));
        }
        if (!trial.equals(start.trial())) {
            return Optional.of("it is of trial " + trial);
        }
        if (!dataset.equals(start.dataset()) || epochs != start.epochs() || seed != start.seed()) {
            return Optional.of(
                    "it is of data set %s, %d epochs, seed %d".formatted(dataset, epochs, seed));
        }
        if (!hyperparameters.equals(start.hyperparameters())) {
            return Optional.of("its hyperparameters are others: " + hyperparameters);
        }
        return Optional.empty();
    }
}
