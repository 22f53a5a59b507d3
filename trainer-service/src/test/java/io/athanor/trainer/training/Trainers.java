package io.athanor.trainer.training;

import ai.djl.ndarray.NDManager;
import io.athanor.contracts.StartTrial;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/// Trainers as tests use them.
final class Trainers {
    private Trainers() {}

    static Trainer trainer(
            NDManager device, DataSets dataSets, Path checkpoints, Intervals intervals) {
        return trainer(
                device,
                dataSets,
                checkpoints,
                intervals,
                new DeviceMemory(device.getDevice(), OptionalLong.empty()));
    }

    static Trainer trainer(
            NDManager device,
            DataSets dataSets,
            Path checkpoints,
            Intervals intervals,
            DeviceMemory memory) {
        return new Trainer(
                device,
                dataSets,
                new Checkpoints(checkpoints, new SimpleMeterRegistry()),
                intervals,
                new Provenance(device.getDevice(), "test"),
                memory,
                Torch.arithmetic(device.getDevice()));
    }

    /// As a slot does it: from the newest checkpoint, if there is one.
    static Ending run(Trainer trainer, StartTrial trial, Progress progress, StopSignal signal) {
        return trainer.run(trial, trainer.checkpoint(trial), progress, signal);
    }

    static Intervals reportingEvery(Duration interval) {
        return new Intervals(interval, Duration.ofSeconds(60));
    }
}
