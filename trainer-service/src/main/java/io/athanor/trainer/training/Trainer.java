package io.athanor.trainer.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.network.ImpossibleShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.DataUnavailable;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.program.TrainingProgram;
import java.time.Duration;
import java.util.Locale;

/// Trains trials on one device, several at a time, each on its caller's thread.
public final class Trainer {
    private final NDManager device;
    private final DataSets dataSets;
    private final Duration reportInterval;

    /// @param reportInterval how long losses may wait on the device before they are reported
    public Trainer(NDManager device, DataSets dataSets, Duration reportInterval) {
        this.device = device;
        this.dataSets = dataSets;
        this.reportInterval = reportInterval;
    }

    /// Trains until all epochs are done, the signal is set or the trial turns out not to be
    /// trainable.
    public Ending run(StartTrial trial, Progress progress, StopSignal signal) {
        Torch.prepareThread();
        try {
            Seeds seeds = new Seeds(trial.seed());
            TrialImages data =
                    TrialImages.of(
                            dataSets.get(trial.dataset()),
                            trial.hyperparameters(),
                            seeds.random(Seeds.Purpose.FRACTION, 0),
                            seeds.random(Seeds.Purpose.VALIDATION, 0));
            Layer network =
                    Networks.build(trial.hyperparameters(), data.dataSet().image(), data.classes());
            try (TrainingProgram program =
                    new TrainingProgram(
                            device,
                            network,
                            trial.hyperparameters(),
                            data,
                            seeds.random(Seeds.Purpose.WEIGHTS, 0))) {
                return new Training(trial, data, program, progress, signal, reportInterval).run();
            }
        } catch (ImpossibleShape e) {
            return new Ending.Infeasible(String.valueOf(e.getMessage()));
        } catch (DataUnavailable e) {
            // Another attempt would look at the same folders: they are this cluster's.
            return new Ending.Infeasible(String.valueOf(e.getMessage()));
        } catch (EngineException e) {
            return broken(e);
        }
    }

    /// The engine has one exception for everything that breaks in it.
    static Ending broken(EngineException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("out of memory") || lower.contains("can't allocate memory")) {
            return new Ending.Infeasible("out of device memory: " + message);
        }
        return new Ending.Failed(message);
    }
}
