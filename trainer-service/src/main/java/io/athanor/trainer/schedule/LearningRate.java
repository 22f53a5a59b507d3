package io.athanor.trainer.schedule;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Optimizer;
import org.jspecify.annotations.Nullable;

/// The learning rate over a trial. It follows from the hyperparameters and what the epochs
/// measured, so a resumed trial gets it back by telling it all that was.
///
/// With `adam-then-sgd` there are two schedules one after the other, each over its own epochs.
public final class LearningRate {
    private final @Nullable Phase second;
    private final int switchEpoch;
    private Phase phase;
    private int epoch = 1;
    private boolean begins = true;

    public LearningRate(Hyperparameters asked, int epochs, int iterationsPerEpoch) {
        boolean switches =
                asked.optimizer() == Optimizer.ADAM_THEN_SGD && asked.switchEpoch() <= epochs;
        switchEpoch = asked.switchEpoch();
        int first = switches ? switchEpoch - 1 : epochs;
        phase = new Phase(asked.learningRate(), asked.schedule(), first, iterationsPerEpoch);
        second =
                switches
                        ? new Phase(
                                asked.switchLearningRate(),
                                asked.schedule(),
                                epochs - first,
                                iterationsPerEpoch)
                        : null;
    }

    /// For the next iteration.
    public double current() {
        return phase.rate();
    }

    /// Whether the next iteration is the first of its optimizer.
    public boolean begins() {
        return begins;
    }

    /// Whether SGD has taken over from Adam.
    public boolean switched() {
        return phase == second;
    }

    /// To be told of each iteration, before the end of its epoch.
    public void iterationEnded() {
        begins = false;
        phase.iterationEnded();
    }

    /// To be told of each epoch.
    public void epochEnded(EpochMeasurement measurement) {
        phase.epochEnded(measurement);
        epoch++;
        if (second != null && epoch == switchEpoch) {
            phase = second;
            begins = true;
        }
    }
}
