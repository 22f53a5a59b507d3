package io.athanor.trainer.training;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.program.Rate;
import io.athanor.trainer.program.Totals;
import io.athanor.trainer.program.TrainingProgram;
import io.athanor.trainer.schedule.LearningRate;
import java.time.Duration;
import java.util.Optional;

/// The training of one trial.
final class Training {
    private final StartTrial trial;
    private final TrainingProgram program;
    private final Preparation preparation;
    private final Seeds seeds;
    private final Progress progress;
    private final StopSignal signal;
    private final long reportNanos;
    private final LearningRate learningRate;
    private final int images;
    private final int classes;
    private final int batchSize;
    private final int batches;

    /// Batches of this epoch whose losses are reported.
    private int reported;

    private long reportedAt;

    /// In force at the last iteration.
    private double lastRate;

    Training(
            StartTrial trial,
            TrialImages data,
            TrainingProgram program,
            Preparation preparation,
            Progress progress,
            StopSignal signal,
            Duration reportInterval) {
        Hyperparameters hyperparameters = trial.hyperparameters();
        this.trial = trial;
        this.program = program;
        this.seeds = new Seeds(trial.seed());
        this.progress = progress;
        this.signal = signal;
        this.reportNanos = reportInterval.toNanos();
        this.preparation = preparation;
        this.images = preparation.trainImages();
        this.classes = data.classes();
        this.batchSize = preparation.batchSize();
        this.batches = preparation.iterationsPerEpoch();
        this.learningRate = new LearningRate(hyperparameters, trial.epochs(), batches);
    }

    Ending run() {
        progress.started(classes, preparation);
        for (int epoch = 1; epoch <= trial.epochs(); epoch++) {
            long begun = System.nanoTime();
            Optional<Ending> early = train(epoch);
            if (early.isPresent()) {
                return early.get();
            }
            Totals trained = program.trained();
            Optional<Totals> validated = program.validate(() -> !signal.isSet());
            Optional<Totals> tested = program.evaluate(() -> !signal.isSet());
            if (tested.isEmpty()) {
                return signal.requested().orElseThrow();
            }
            double heldOut = validated.map(Totals::loss).orElse(0.0) + tested.get().loss();
            if (!Double.isFinite(heldOut)) {
                return new Ending.Infeasible("test loss is not finite after epoch " + epoch);
            }
            measured(epoch, trained, validated, tested.get(), begun);
        }
        return new Ending.Completed();
    }

    private Optional<Ending> train(int epoch) {
        program.shuffle(seeds.order(epoch, images));
        reported = 0;
        reportedAt = System.nanoTime();
        for (int batch = 0; batch < batches; batch++) {
            if (signal.isSet()) {
                return report(epoch, batch).or(signal::requested);
            }
            int start = batch * batchSize;
            program.step(
                    batch,
                    start,
                    Math.min(start + batchSize, images),
                    rate(),
                    seeds.of(Seeds.Purpose.DROPOUT, iterations(epoch, batch)),
                    seeds.of(Seeds.Purpose.AUGMENTATION, iterations(epoch, batch)));
            lastRate = learningRate.current();
            learningRate.iterationEnded();
            if (System.nanoTime() - reportedAt >= reportNanos) {
                Optional<Ending> broken = report(epoch, batch + 1);
                if (broken.isPresent()) {
                    return broken;
                }
            }
        }
        return report(epoch, batches);
    }

    private Rate rate() {
        return new Rate(learningRate.current(), learningRate.begins(), learningRate.switched());
    }

    /// Reports the losses of the epoch's batches that are not reported yet, up to before `batch`.
    ///
    /// @return the ending when one of them is not finite
    private Optional<Ending> report(int epoch, int batch) {
        if (batch == reported) {
            return Optional.empty();
        }
        float[] losses = program.losses(reported, batch);
        int first = iterations(epoch, reported) + 1;
        int samples = Math.min(batch * batchSize, images) - reported * batchSize;
        progress.iterations(first, Losses.of(losses), samples, lastRate);
        reported = batch;
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

    private void measured(
            int epoch, Totals trained, Optional<Totals> validated, Totals tested, long begun) {
        EpochMeasurement measurement =
                new EpochMeasurement(
                        epoch,
                        iterations(epoch, batches),
                        trained.loss(),
                        trained.accuracy(),
                        tested.loss(),
                        tested.accuracy(),
                        validated.map(Totals::loss).orElse(null),
                        validated.map(Totals::accuracy).orElse(null),
                        lastRate,
                        (System.nanoTime() - begun) / 1e9);
        progress.epoch(measurement);
        learningRate.epochEnded(measurement);
    }

    /// Iterations of the trial that are done when `batch` batches of `epoch` are.
    private int iterations(int epoch, int batch) {
        return (epoch - 1) * batches + batch;
    }
}
