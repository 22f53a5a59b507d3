package io.athanor.trainer.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.Pretrained;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.network.ImpossibleShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.checkpoint.Checkpoint;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.checkpoint.MissingModel;
import io.athanor.trainer.checkpoint.Saver;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.DataUnavailable;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.ProgramPool;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.program.TrainingProgram;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Trains trials on one device, several at a time, each on its caller's thread.
public final class Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final NDManager device;
    private final ProgramPool programs;
    private final DataSets dataSets;
    private final Checkpoints checkpoints;
    private final Intervals intervals;
    private final Provenance provenance;
    private final DeviceMemory memory;
    private final Arithmetic arithmetic;

    public Trainer(
            NDManager device,
            DataSets dataSets,
            Checkpoints checkpoints,
            Intervals intervals,
            Provenance provenance,
            DeviceMemory memory,
            Arithmetic arithmetic) {
        this.device = device;
        this.programs = new ProgramPool(device);
        this.dataSets = dataSets;
        this.checkpoints = checkpoints;
        this.intervals = intervals;
        this.provenance = provenance;
        this.memory = memory;
        this.arithmetic = arithmetic;
    }

    /// The device as people name it.
    public String device() {
        return Torch.name(device.getDevice());
    }

    /// From where an attempt would go on.
    public Optional<Checkpoint> checkpoint(StartTrial trial) {
        return checkpoints.newest(trial);
    }

    /// Trains until all epochs are done, the signal is set or the trial turns out not to be
    /// trainable.
    ///
    /// @param checkpoint to go on from
    public Ending run(
            StartTrial trial,
            Optional<Checkpoint> checkpoint,
            Progress progress,
            StopSignal signal) {
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
            int batchSize =
                    checkpoint.isPresent()
                            ? checkpoint.get().position().batchSize()
                            : batchSize(trial, network, data);
            if (batchSize == 0) {
                return new Ending.Infeasible(
                        "out of memory: a batch of %d images of %s does not fit"
                                .formatted(
                                        trial.hyperparameters().batchSize(),
                                        data.dataSet().image()));
            }
            Preparation preparation = provenance.of(trial, data, network, batchSize);
            Optional<Ending> others = otherData(trial, checkpoint, preparation);
            if (others.isPresent()) {
                return others.get();
            }
            ModelDescription model = ModelDescription.of(trial, data, network);
            try (Saver saver = checkpoints.saver(trial, model)) {
                Ending ending;
                // The device's memory is free before the last files are on the disk.
                try (TrainingProgram program = program(trial, network, data)) {
                    Optional<Checkpoint> from = start(trial, checkpoint, program);
                    ending =
                            new Training(
                                            trial,
                                            preparation,
                                            program,
                                            saver,
                                            progress,
                                            signal,
                                            intervals)
                                    .run(data.classes(), from);
                }
                if (ending instanceof Ending.Completed) {
                    saver.finish(signal::isSet);
                }
                return ending;
            }
        } catch (ImpossibleShape | MissingModel e) {
            return new Ending.Infeasible(String.valueOf(e.getMessage()));
        } catch (DataUnavailable e) {
            // Another attempt would look at the same folders: they are this cluster's.
            return new Ending.Infeasible(String.valueOf(e.getMessage()));
        } catch (EngineException e) {
            return broken(e);
        } catch (OutOfMemoryError e) {
            // The slot would end with the process, and the next trainer's after it.
            LOG.warn("out of memory: trial={}", trial.trial(), e);
            return new Ending.Infeasible("out of the trainer's memory: " + e.getMessage());
        }
    }

    /// A curve of two data sets would be none of either.
    private static Optional<Ending> otherData(
            StartTrial trial, Optional<Checkpoint> checkpoint, Preparation preparation) {
        return checkpoint
                .map(c -> c.position().datasetHash())
                .filter(hash -> !hash.equals(preparation.datasetHash()))
                .map(hash ->
                        new Ending.Failed(
                                "data set %s is not what the checkpoint was trained on: its hash is %s here, and was %s"
                                        .formatted(
                                                trial.dataset(), preparation.datasetHash(), hash)));
    }

    /// The weights that the training starts from, where they are not the network's own.
    ///
    /// @return the checkpoint that it goes on from
    private Optional<Checkpoint> start(
            StartTrial trial, Optional<Checkpoint> checkpoint, TrainingProgram program) {
        Pretrained pretrained = trial.hyperparameters().pretrained();
        if (checkpoint.isPresent()) {
            return Optional.of(restore(trial, checkpoint.get(), program));
        }
        if (pretrained != null) {
            Set<String> taken =
                    program.adopt(checkpoints.model(pretrained.trial(), pretrained.weights()));
            if (taken.isEmpty()) {
                throw new MissingModel(
                        "the model of trial %s has no tensor of the same name and shape"
                                .formatted(pretrained.trial()));
            }
            refuseRandom(program.frozen(), taken, pretrained.trial());
            LOG.info(
                    "weights taken over: trial={} from={} tensors={}",
                    trial.trial(),
                    pretrained.trial(),
                    taken.size());
        }
        return checkpoint;
    }

    /// A layer that is neither taken over nor trained would stay at its random start.
    private static void refuseRandom(List<String> frozen, Set<String> taken, TrialId from) {
        for (String tensor : frozen) {
            if (!taken.contains(tensor)) {
                throw new MissingModel(
                        "pretrained.frozenLayers: %s is not in the model of trial %s in this shape, and would stay at random values"
                                .formatted(tensor, from));
            }
        }
    }

    /// An older attempt that is taken for lost but trains may have saved since, and removed what
    /// was the newest.
    private Checkpoint restore(StartTrial trial, Checkpoint checkpoint, TrainingProgram program) {
        try {
            program.restore(checkpoint.tensors());
            return checkpoint;
        } catch (UncheckedIOException e) {
            Checkpoint newer =
                    checkpoints
                            .newest(trial)
                            .filter(c ->
                                    c.position().batchSize() == checkpoint.position().batchSize())
                            .orElseThrow(() -> e);
            program.restore(newer.tensors());
            return newer;
        }
    }

    private TrainingProgram program(StartTrial trial, Layer network, TrialImages data) {
        return new TrainingProgram(
                programs,
                network,
                trial.hyperparameters(),
                data,
                arithmetic,
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
