package io.athanor.trainer.slots;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

@ConfigMapping(prefix = "athanor.trainer")
interface TrainerConfig {
    /// How operators know this process; the host's name and the process id if left out.
    Optional<String> id();

    /// Trials that it trains at once; what [Capacity] says if left out.
    OptionalInt slots();

    /// Where it trains: `cpu`, `gpu`, or `gpu:1` and so on where the machine has several; a trainer
    /// for each.
    @WithDefault("cpu")
    String device();

    /// CPU threads that each of them uses; what [Capacity] says if left out.
    OptionalInt threads();

    /// Has a folder for each data set that is not packed in the trainer.
    @WithDefault("data")
    Path data();

    /// The most memory that the process may use on a CPU, like `8G`: a batch that would need more
    /// makes its trial infeasible. If left out, only the search for the largest batch keeps to nine
    /// tenths of the container's memory.
    Optional<MemorySize> memoryLimit();

    /// Whether the channels of a pixel lie beside each other in the device's memory, or in oneDNN's
    /// blocks where a network fits those: where left out, on a CPU, where every network is faster
    /// so. If false, all tensors are in PyTorch's usual order.
    Optional<Boolean> channelsLast();

    /// Whether convolutions and linear layers multiply numbers of 16 bits, which the hardware must
    /// be made for to be faster. Losses then differ from PyTorch's by more than float's rounding.
    @WithDefault("false")
    boolean bfloat16();

    /// Shared by all trainers: has the checkpoints and models of trials.
    @WithDefault("checkpoints")
    Path checkpoints();

    /// Time between two checkpoints within an epoch; there is one after each epoch, too.
    @WithDefault("60s")
    Duration checkpointInterval();

    /// How long losses may wait on the device before they are reported.
    @WithDefault("1s")
    Duration reportInterval();

    /// Time between two signs of life of a trial.
    @WithDefault("2s")
    Duration heartbeatInterval();

    /// The trainer ends itself, with exit code 0, when none of its slots had a trial for so long;
    /// never if left out. For trainers that an autoscaler starts.
    Optional<Duration> idleExit();

    /// How long the trainer waits for its trials to stop when it is told to leave.
    @WithDefault("5s")
    Duration leaveTimeout();
}
