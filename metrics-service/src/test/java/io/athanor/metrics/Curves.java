package io.athanor.metrics;

import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Losses;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.CurveEnded;
import io.athanor.contracts.TrialCurve.CurveStarted;
import io.athanor.contracts.TrialCurve.EpochMeasured;
import io.athanor.contracts.TrialCurve.Filters;
import io.athanor.contracts.TrialCurve.IterationsCompleted;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.TrialCurve.WeightsMeasured;
import io.athanor.contracts.TrialId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/// What a trainer sends of one execution, with losses made up by a function.
public record Curves(TrialId trial, int attempt, ExecutionId execution, int iterationsPerEpoch) {
    public static final int BATCH = 64;
    public static final double RATE = 0.1;

    public static Curves of(String trial) {
        return new Curves(TrialId.parse(trial), 1, new ExecutionId(trial + "-first"), 100);
    }

    public Curves again(int newAttempt, String newExecution) {
        return new Curves(trial, newAttempt, new ExecutionId(newExecution), iterationsPerEpoch);
    }

    public CurveStarted started() {
        return started(CurveRules.DEFAULT, 1);
    }

    public CurveStarted started(CurveRules rules, int firstIteration) {
        return new CurveStarted(
                trial,
                attempt,
                execution,
                new TrainerId("trainer-1"),
                "cpu",
                "fashion-mnist-sample",
                10,
                20,
                iterationsPerEpoch,
                firstIteration,
                Hyperparameters.DEFAULTS,
                rules);
    }

    public IterationsCompleted iterations(int first, float... losses) {
        return new IterationsCompleted(
                trial, attempt, execution, first, Losses.of(losses), BATCH * losses.length, RATE);
    }

    /// `losses` from iteration `first` on, `size` to a record.
    public List<TrialCurve> records(int first, int size, float... losses) {
        List<TrialCurve> records = new ArrayList<>();
        for (int i = 0; i < losses.length; i += size) {
            float[] part = Arrays.copyOfRange(losses, i, Math.min(losses.length, i + size));
            records.add(iterations(first + i, part));
        }
        return records;
    }

    public EpochMeasured epoch(int epoch, double accuracy) {
        return new EpochMeasured(
                trial,
                attempt,
                execution,
                new EpochMeasurement(
                        epoch,
                        epoch * iterationsPerEpoch,
                        0.7,
                        accuracy,
                        0.8,
                        accuracy - 0.05,
                        RATE,
                        1.5));
    }

    /// One tensor, with a mean to tell it by.
    public WeightsMeasured weights(int epoch, double mean) {
        return new WeightsMeasured(
                trial,
                attempt,
                execution,
                epoch,
                List.of(
                        new ParameterStatistics(
                                "features.0.weight",
                                mean,
                                0.1,
                                0.1,
                                -1,
                                1,
                                List.of(1, 2, 1),
                                new Filters(1, 1, 1, 2, List.of(0.5f, -0.5f)))));
    }

    public CurveEnded ended(int iterations, Outcome outcome) {
        return new CurveEnded(trial, attempt, execution, iterations, outcome);
    }

    /// `mean(t)` for t from 0, with normal noise of 12 % of the loss.
    public static float[] noisy(int count, long seed, IntToDoubleFunction mean) {
        Random random = new Random(seed);
        float[] losses = new float[count];
        for (int t = 0; t < count; t++) {
            losses[t] = (float) (mean.applyAsDouble(t) * (1 + 0.12 * random.nextGaussian()));
        }
        return losses;
    }

    /// Falls fast and lies flat from about iteration 400 on.
    public static float[] plateau(int count, long seed) {
        return noisy(count, seed, t -> 0.7 + 1.5 * Math.exp(-t / 60.0));
    }
}
