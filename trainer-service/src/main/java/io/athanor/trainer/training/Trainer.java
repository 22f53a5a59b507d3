package io.athanor.trainer.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.network.ImpossibleShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.DataUnavailable;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.program.TrainingProgram;
import java.time.Duration;

/// Trains trials on one device, several at a time, each on its caller's thread.
public final class Trainer {
    private final NDManager device;
    private final DataSets dataSets;
    private final Duration reportInterval;
    private final Provenance provenance;
    private final DeviceMemory memory;

    /// @param reportInterval how long losses may wait on the device before they are reported
    public Trainer(
            NDManager device,
            DataSets dataSets,
            Duration reportInterval,
            Provenance provenance,
            DeviceMemory memory) {
        this.device = device;
        this.dataSets = dataSets;
        this.reportInterval = reportInterval;
        this.provenance = provenance;
        this.memory = memory;
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
            int batchSize = batchSize(trial, network, data);
            if (batchSize == 0) {
                return new Ending.Infeasible(
                        "out of memory: a batch of %d images of %s does not fit"
                                .formatted(
                                        trial.hyperparameters().batchSize(),
                                        data.dataSet().image()));
            }
            Preparation preparation = provenance.of(trial, data, network, batchSize);
            try (TrainingProgram program = program(trial, network, data)) {
                return new Training(
                                trial, data, program, preparation, progress, signal, reportInterval)
                        .run();
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

    private TrainingProgram program(StartTrial trial, Layer network, TrialImages data) {
        return new TrainingProgram(
                device,
                network,
                trial.hyperparameters(),
                data,
                new Seeds(trial.seed()).random(Seeds.Purpose.WEIGHTS, 0));
    }

    /// The trial's batch size, or the largest that fits where it asks for that; 0 when it is known
    /// that it does not fit.
    private int batchSize(StartTrial trial, Layer network, TrialImages data) {
        Hyperparameters asked = trial.hyperparameters();
        if (!asked.largestBatch() && !memory.isLimited()) {
            return asked.batchSize();
        }
        int images = data.train().size();
        try (TrainingProgram program = program(trial, network, data)) {
            BatchTrial attempt = new BatchTrial(program, memory, images);
            if (asked.largestBatch()) {
                return new LargestBatch(images, attempt::fits).from(asked.batchSize());
            }
            return attempt.fits(Math.min(asked.batchSize(), images)) ? asked.batchSize() : 0;
        } finally {
            memory.release();
        }
    }

    /// The engine has one exception for everything that breaks in it.
    private Ending broken(EngineException e) {
        memory.release();
        return ending(e);
    }

    static Ending ending(EngineException e) {
        return DeviceMemory.isExhausted(e)
                ? new Ending.Infeasible("out of device memory: " + e.getMessage())
                : new Ending.Failed(String.valueOf(e.getMessage()));
    }
}
