package io.athanor.trainer.checkpoint;

import io.athanor.trainer.program.HostTensor;
import java.util.List;
import java.util.concurrent.Future;

/// A training's state, copied to the host.
///
/// @param model the tensors of the network
/// @param training the other tensors that are needed to go on
/// @param models the models to write besides the checkpoint: [Saver#BEST], [Saver#LAST]
/// @param reported all done when all is published that was reported up to here
/// @param inPlace called when the checkpoint is there, on the saver's thread
public record Snapshot(
        Position position,
        List<HostTensor> model,
        List<HostTensor> training,
        List<String> models,
        List<Future<?>> reported,
        Runnable inPlace) {
    public Snapshot {
        model = List.copyOf(model);
        training = List.copyOf(training);
        models = List.copyOf(models);
        reported = List.copyOf(reported);
    }
}
