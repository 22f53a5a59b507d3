package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/// How the learning rate changes over a trial: PyTorch's scheduler of that kind, stepped after each
/// epoch or after each iteration, after a linear warm-up if one is asked for
/// (`SequentialLR([LinearLR, it], [warmup.steps])`).
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(Schedule.Constant.class),
    @JsonSubTypes.Type(Schedule.ReduceOnPlateau.class),
    @JsonSubTypes.Type(Schedule.Step.class),
    @JsonSubTypes.Type(Schedule.MultiStep.class),
    @JsonSubTypes.Type(Schedule.Exponential.class),
    @JsonSubTypes.Type(Schedule.Cosine.class),
    @JsonSubTypes.Type(Schedule.CosineRestarts.class),
    @JsonSubTypes.Type(Schedule.OneCycle.class)
})
public sealed interface Schedule {
    Schedule CONSTANT = new Constant(Warmup.NONE);

    Warmup warmup();

    /// When a schedule makes a step.
    enum Interval {
        @JsonProperty("epoch")
        EPOCH,
        @JsonProperty("iteration")
        ITERATION
    }

    /// `LinearLR`: the rate is multiplied by a factor that goes from `startFactor` to 1.
    ///
    /// @param steps until it is 1, 0 for no warm-up
    /// @param startFactor above 0 to 1
    /// @param interval of its steps
    record Warmup(int steps, double startFactor, Interval interval) {
        public static final Warmup NONE = new Warmup(0, 1.0 / 3, Interval.EPOCH);

        public Warmup {
            Range.check(steps >= 0, "schedule.warmup.steps", steps, "0 or more");
            Range.check(
                    startFactor > 0 && startFactor <= 1,
                    "schedule.warmup.startFactor",
                    startFactor,
                    "above 0 to 1");
        }
    }

    @JsonTypeName("constant")
    record Constant(Warmup warmup) implements Schedule {}

    /// `ReduceLROnPlateau`, stepped once an epoch with the held-out images' loss or accuracy; eps
    /// 1e-8 as in PyTorch. Epochs of a warm-up do not count.
    ///
    /// @param mode what it watches
    /// @param patience epochs without improvement that are let pass, 0 or more
    /// @param factor the rate is multiplied by it, above 0 and below 1
    /// @param threshold by which an improvement must exceed the best, 0 or more
    /// @param cooldown epochs after a reduction in which none is counted, 0 or more
    /// @param minLearningRate the rate never falls below it, 0 or more
    @JsonTypeName("reduce-on-plateau")
    record ReduceOnPlateau(
            Mode mode,
            int patience,
            double factor,
            double threshold,
            ThresholdMode thresholdMode,
            int cooldown,
            double minLearningRate,
            Warmup warmup)
            implements Schedule {
        public ReduceOnPlateau {
            Range.check(patience >= 0, "schedule.patience", patience, "0 or more");
            Range.check(factor > 0 && factor < 1, "schedule.factor", factor, "between 0 and 1");
            Range.check(threshold >= 0, "schedule.threshold", threshold, "0 or more");
            Range.check(cooldown >= 0, "schedule.cooldown", cooldown, "0 or more");
            Range.check(
                    minLearningRate >= 0, "schedule.minLearningRate", minLearningRate, "0 or more");
        }

        public enum Mode {
            /// The loss is to fall.
            @JsonProperty("min")
            MIN,
            /// The accuracy is to rise.
            @JsonProperty("max")
            MAX
        }

        public enum ThresholdMode {
            @JsonProperty("rel")
            RELATIVE,
            @JsonProperty("abs")
            ABSOLUTE
        }
    }

    /// `StepLR`: every `stepSize` steps the rate is multiplied by `gamma`.
    @JsonTypeName("step")
    record Step(int stepSize, double gamma, Interval interval, Warmup warmup) implements Schedule {
        public Step {
            Range.check(stepSize >= 1, "schedule.stepSize", stepSize, "1 or more");
            gammaIsValid(gamma);
        }
    }

    /// `MultiStepLR`: at each of `milestones` (steps, rising) the rate is multiplied by `gamma`.
    @JsonTypeName("multi-step")
    record MultiStep(List<Integer> milestones, double gamma, Interval interval, Warmup warmup)
            implements Schedule {
        public MultiStep {
            milestones = List.copyOf(milestones);
            Range.check(
                    milestones.stream().sorted().distinct().toList().equals(milestones)
                            && milestones.stream().allMatch(step -> step >= 1),
                    "schedule.milestones",
                    milestones,
                    "rising, from 1 on");
            gammaIsValid(gamma);
        }
    }

    /// `ExponentialLR`: at every step the rate is multiplied by `gamma`.
    @JsonTypeName("exponential")
    record Exponential(double gamma, Interval interval, Warmup warmup) implements Schedule {
        public Exponential {
            gammaIsValid(gamma);
        }
    }

    /// `CosineAnnealingLR`.
    ///
    /// @param steps until the rate is at its lowest (T_max), 1 or more; 0 for the whole trial
    @JsonTypeName("cosine")
    record Cosine(int steps, double minLearningRate, Interval interval, Warmup warmup)
            implements Schedule {
        public Cosine {
            Range.check(steps >= 0, "schedule.steps", steps, "0 or more");
            Range.check(
                    minLearningRate >= 0, "schedule.minLearningRate", minLearningRate, "0 or more");
        }
    }

    /// `CosineAnnealingWarmRestarts`.
    ///
    /// @param firstSteps until the first restart (T_0), 1 or more
    /// @param growth each cycle is longer than the last by this factor (T_mult), 1 or more
    @JsonTypeName("cosine-restarts")
    record CosineRestarts(
            int firstSteps, int growth, double minLearningRate, Interval interval, Warmup warmup)
            implements Schedule {
        public CosineRestarts {
            Range.check(firstSteps >= 1, "schedule.firstSteps", firstSteps, "1 or more");
            Range.check(growth >= 1, "schedule.growth", growth, "1 or more");
            Range.check(
                    minLearningRate >= 0, "schedule.minLearningRate", minLearningRate, "0 or more");
        }
    }

    /// `OneCycleLR` over the whole trial, with the cosine, two phases and the momentum as it is
    /// (`cycle_momentum=False`). The hyperparameter `learningRate` is its highest (max_lr). It has
    /// its own warm-up.
    ///
    /// @param riseFraction share of the steps in which the rate rises (pct_start), between 0 and 1
    /// @param divFactor the rate starts at the highest divided by it, at least 1
    /// @param finalDivFactor and ends at its start divided by this, at least 1
    @JsonTypeName("one-cycle")
    record OneCycle(double riseFraction, double divFactor, double finalDivFactor, Interval interval)
            implements Schedule {
        public OneCycle {
            Range.check(
                    riseFraction > 0 && riseFraction < 1,
                    "schedule.riseFraction",
                    riseFraction,
                    "between 0 and 1");
            Range.check(divFactor >= 1, "schedule.divFactor", divFactor, "1 or more");
            Range.check(
                    finalDivFactor >= 1, "schedule.finalDivFactor", finalDivFactor, "1 or more");
        }

        @Override
        public Warmup warmup() {
            return Warmup.NONE;
        }
    }

    private static void gammaIsValid(double gamma) {
        Range.check(gamma > 0 && gamma <= 1, "schedule.gamma", gamma, "above 0 to 1");
    }
}
