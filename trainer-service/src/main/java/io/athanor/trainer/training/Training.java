package io.athanor.trainer.training;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.trainer.checkpoint.Checkpoint;
import io.athanor.trainer.checkpoint.Position;
import io.athanor.trainer.checkpoint.Position.Block;
import io.athanor.trainer.checkpoint.Saver;
import io.athanor.trainer.checkpoint.Snapshot;
import io.athanor.trainer.program.Rate;
import io.athanor.trainer.program.Totals;
import io.athanor.trainer.program.TrainingProgram;
import io.athanor.trainer.schedule.LearningRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The training of one trial.
final class Training {
    private final StartTrial trial;
    private final TrainingProgram program;
    private final Preparation preparation;
    private final Saver saver;
    private final Seeds seeds;
    private final Progress progress;
    private final StopSignal signal;
    private final Intervals intervals;
    private final LearningRate learningRate;
    private final int images;
    private final int batchSize;
    private final int batches;
    private final List<EpochMeasurement> measured = new ArrayList<>();

    /// Of the epoch in progress, as they were reported.
    private final List<Block> blocks = new ArrayList<>();

    private int epoch = 1;

    /// Batches of this epoch that are trained.
    private int batch;

    /// Batches of this epoch whose losses are reported.
    private int reported;

    private long reportedAt;
    private long savedAt = System.nanoTime();
    private long epochBegan;

    /// In force at the last iteration.
    private double lastRate;

    Training(
            StartTrial trial,
            Preparation preparation,
            TrainingProgram program,
            Saver saver,
            Progress progress,
            StopSignal signal,
            Intervals intervals) {
        Hyperparameters hyperparameters = trial.hyperparameters();
        this.trial = trial;
        this.program = program;
        this.saver = saver;
        this.seeds = new Seeds(trial.seed());
        this.progress = progress;
        this.signal = signal;
        this.intervals = intervals;
        this.preparation = preparation;
        this.images = preparation.trainImages();
        this.batchSize = preparation.batchSize();
        this.batches = preparation.iterationsPerEpoch();
        this.learningRate = new LearningRate(hyperparameters, trial.epochs(), batches);
    }

    /// @param classes that the network tells apart
    Ending run(int classes, Optional<Checkpoint> checkpoint) {
        epochBegan = System.nanoTime();
        int finished = checkpoint.map(Checkpoint::epoch).orElse(0);
        progress.prepared(preparation, classes, finished * batches + 1);
        checkpoint.ifPresentOrElse(
                c -> resume(c.position()), () -> progress.weights(0, program.weights()));
        while (epoch <= trial.epochs()) {
            Optional<Ending> early = train().or(this::measure);
            if (early.isPresent()) {
                leave(early.get());
                return early.get();
            }
        }
        return new Ending.Completed();
    }

    /// The tensors are restored already.
    private void resume(Position position) {
        epoch = position.epoch();
        batch = position.batch();
        epochBegan -= (long) (position.seconds() * 1e9);
        for (EpochMeasurement past : position.measured()) {
            progress.epoch(past);
            measured.add(past);
            for (int i = 0; i < batches; i++) {
                learningRate.iterationEnded();
            }
            learningRate.epochEnded(past);
        }
        for (Block block : position.blocks()) {
            tell(block);
        }
        for (int i = 0; i < batch; i++) {
            lastRate = learningRate.current();
            learningRate.iterationEnded();
        }
    }

    private Optional<Ending> train() {
        program.shuffle(seeds.order(epoch, images));
        reportedAt = System.nanoTime();
        while (batch < batches) {
            if (signal.isSet()) {
                return report().or(signal::requested);
            }
            int start = batch * batchSize;
            program.step(
                    batch,
                    start,
                    Math.min(start + batchSize, images),
                    new Rate(
                            learningRate.current(), learningRate.begins(), learningRate.switched()),
                    seeds.of(Seeds.Purpose.DROPOUT, iterations()),
                    seeds.of(Seeds.Purpose.AUGMENTATION, iterations()));
            lastRate = learningRate.current();
            learningRate.iterationEnded();
            batch++;
            Optional<Ending> broken = reportWhenDue();
            if (broken.isPresent()) {
                return broken;
            }
        }
        return report();
    }

    private Optional<Ending> reportWhenDue() {
        long now = System.nanoTime();
        boolean save = now - savedAt >= intervals.save().toNanos();
        if (!save && now - reportedAt < intervals.report().toNanos()) {
            return Optional.empty();
        }
        Optional<Ending> broken = report();
        if (save && broken.isEmpty()) {
            save(List.of());
        }
        return broken;
    }

    /// Reports the losses that are not reported yet.
    ///
    /// @return the ending when one of them is not finite
    private Optional<Ending> report() {
        if (batch == reported) {
            return Optional.empty();
        }
        int samples = Math.min(batch * batchSize, images) - reported * batchSize;
        int first = iterations(reported) + 1;
        float[] losses = tell(new Block(batch - reported, samples, lastRate));
        reportedAt = System.nanoTime();
        for (int i = 0; i < losses.length; i++) {
            if (!Float.isFinite(losses[i])) {
                return Optional.of(
                        new Ending.Infeasible(
                                "loss became %s at iteration %d".formatted(losses[i], first + i)));
            }
        }
        return Optional.empty();
    }

    private float[] tell(Block block) {
        float[] losses = program.losses(reported, reported + block.iterations());
        progress.iterations(
                iterations(reported) + 1, Losses.of(losses), block.samples(), block.learningRate());
        blocks.add(block);
        reported += block.iterations();
        return losses;
    }

    /// Ends the epoch.
    private Optional<Ending> measure() {
        Totals trained = program.trained();
        Optional<Totals> validated = program.validate(() -> !signal.isSet());
        Optional<Totals> tested = program.evaluate(() -> !signal.isSet());
        if (tested.isEmpty()) {
            return signal.requested();
        }
        double heldOut = validated.map(Totals::loss).orElse(0.0) + tested.get().loss();
        if (!Double.isFinite(heldOut)) {
            return Optional.of(
                    new Ending.Infeasible("test loss is not finite after epoch " + epoch));
        }
        EpochMeasurement measurement =
                new EpochMeasurement(
                        epoch,
                        iterations(),
                        trained.loss(),
                        trained.accuracy(),
                        tested.get().loss(),
                        tested.get().accuracy(),
                        validated.map(Totals::loss).orElse(null),
                        validated.map(Totals::accuracy).orElse(null),
                        lastRate,
                        (System.nanoTime() - epochBegan) / 1e9);
        boolean best =
                measured.stream()
                        .allMatch(m -> m.heldOutAccuracy() < measurement.heldOutAccuracy());
        progress.epoch(measurement);
        progress.weights(epoch, program.weights());
        learningRate.epochEnded(measurement);
        measured.add(measurement);
        epoch++;
        batch = 0;
        reported = 0;
        blocks.clear();
        epochBegan = System.nanoTime();
        save(best ? List.of(Saver.BEST, Saver.LAST) : List.of(Saver.LAST));
        return Optional.empty();
    }

    /// Another attempt goes on from here. After any other ending there is none, or it goes on from
    /// an earlier place: who waits for a slot should not wait for the disk as well.
    private void leave(Ending ending) {
        if (ending instanceof Ending.Released) {
            save(List.of());
        }
    }

    private void save(List<String> models) {
        savedAt = System.nanoTime();
        if (saver.isSuperseded()) {
            return;
        }
        int finished = measured.size();
        int iterations = iterations();
        Position position =
                new Position(
                        preparation.datasetHash(),
                        batchSize,
                        epoch,
                        batch,
                        iterations,
                        (savedAt - epochBegan) / 1e9,
                        blocks,
                        measured);
        saver.save(
                new Snapshot(
                        position,
                        program.model(),
                        program.training(batch),
                        models,
                        progress.published(),
                        () -> progress.saved(finished, iterations)));
    }

    /// Iterations of the trial that are done.
    private int iterations() {
        return iterations(batch);
    }

    /// Iterations of the trial that are done when `done` batches of this epoch are.
    private int iterations(int done) {
        return (epoch - 1) * batches + done;
    }
}
