package io.athanor.scheduler.space;

import io.athanor.contracts.Augmentation;
import io.athanor.contracts.Block;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Initialisation;
import io.athanor.contracts.Loss;
import io.athanor.contracts.Network;
import io.athanor.contracts.Point;
import io.athanor.contracts.Pretrained;
import io.athanor.contracts.Schedule;
import io.athanor.contracts.TrialId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// From a point to everything that a trainer needs.
public final class Points {
    private static final int DEFAULT_DEPTH = 3;
    private static final int MOST_FILTERS = 4096;

    private final Map<String, Object> values;

    private Points(Map<String, Object> values) {
        this.values = values;
    }

    /// The hyperparameters of a trial: `point`'s values before `fixed`'s, and defaults for the
    /// rest.
    ///
    /// @throws IllegalArgumentException for a value outside its range, which no accepted request
    ///   has
    public static Hyperparameters complete(Point fixed, Point point) {
        Map<String, Object> values = new HashMap<>(fixed.values());
        values.putAll(point.values());
        return new Points(values).complete();
    }

    private Hyperparameters complete() {
        Network network = constant(Catalogue.NETWORKS, Catalogue.NETWORK);
        return new Hyperparameters(
                network,
                network == Network.CNN ? blocks() : List.of(),
                whole(Catalogue.HIDDEN_UNITS, hiddenUnits(network)),
                constant(Catalogue.SE_POSITIONS, Catalogue.SE_POSITION),
                whole(Catalogue.ATTENTION_REDUCTION),
                constant(Catalogue.ACTIVATIONS, Catalogue.ACTIVATION),
                Catalogue.DROPOUT.in(values),
                initialisation(),
                loss(),
                constant(Catalogue.OPTIMIZERS, Catalogue.OPTIMIZER),
                Catalogue.LEARNING_RATE.in(values),
                Catalogue.MOMENTUM.in(values),
                Catalogue.NESTEROV.in(values),
                Catalogue.DAMPENING.in(values),
                Catalogue.BETA1.in(values),
                Catalogue.BETA2.in(values),
                Catalogue.EPSILON.in(values),
                Catalogue.SMOOTHING.in(values),
                Catalogue.CENTERED.in(values),
                whole(Catalogue.SWITCH_EPOCH),
                Catalogue.SWITCH_LEARNING_RATE.in(values),
                Catalogue.WEIGHT_DECAY.in(values),
                Catalogue.L1.in(values),
                Catalogue.CLIP_NORM.in(values),
                Catalogue.CLIP_VALUE.in(values),
                schedule(),
                whole(Catalogue.BATCH_SIZE),
                Catalogue.LARGEST_BATCH.in(values),
                augmentation(),
                Catalogue.DATA_FRACTION.in(values),
                whole(Catalogue.CLASSES),
                Catalogue.VALIDATION_FRACTION.in(values),
                pretrained());
    }

    private List<Block> blocks() {
        int depth = whole(Catalogue.DEPTH, blocksNamed());
        List<Block> blocks = new ArrayList<>();
        double filters = Catalogue.FILTERS.in(values);
        for (int i = 1; i <= depth; i++) {
            blocks.add(
                    new Block(
                            whole(
                                    Catalogue.BLOCKS_FILTERS.at(i),
                                    Math.clamp(Math.round(filters), 1, MOST_FILTERS)),
                            whole(Catalogue.BLOCKS_KERNEL.at(i), whole(Catalogue.KERNEL)),
                            whole(Catalogue.BLOCKS_STRIDE.at(i), whole(Catalogue.STRIDE)),
                            Catalogue.PADDINGS.constant(
                                    of(Catalogue.BLOCKS_PADDING, i, Catalogue.PADDING)),
                            Catalogue.POOLINGS.constant(
                                    of(Catalogue.BLOCKS_POOLING, i, Catalogue.POOLING)),
                            of(Catalogue.BLOCKS_BATCH_NORM, i, Catalogue.BATCH_NORM),
                            of(Catalogue.BLOCKS_RESIDUAL, i, Catalogue.RESIDUAL),
                            Catalogue.ATTENTIONS.constant(
                                    of(Catalogue.BLOCKS_ATTENTION, i, Catalogue.ATTENTION)),
                            of(Catalogue.BLOCKS_DROPOUT, i, Catalogue.BLOCK_DROPOUT)));
            filters *= Catalogue.FILTER_GROWTH.in(values);
        }
        return blocks;
    }

    /// As many as somebody named, so that a list of blocks is the network, but at least 3 where
    /// only some are told apart.
    private int blocksNamed() {
        int named =
                IntStream.rangeClosed(1, Hyperparameters.MAX_BLOCKS)
                        .filter(i ->
                                values.keySet().stream()
                                        .anyMatch(name -> name.startsWith("blocks." + i + ".")))
                        .max()
                        .orElse(0);
        return Math.max(named, DEFAULT_DEPTH);
    }

    private static int hiddenUnits(Network network) {
        return switch (network) {
            case CNN -> 512;
            case TWO_CONV -> 50;
            case SE_CCA -> 128;
            case SIMPLE_CNN, ONE_CONV -> 0;
        };
    }

    private Initialisation initialisation() {
        return new Initialisation(
                constant(Catalogue.INITIALISATIONS, Catalogue.INITIALISATION_TYPE),
                constant(Catalogue.FANS, Catalogue.INITIALISATION_FAN),
                Catalogue.INITIALISATION_DEVIATION.in(values),
                Catalogue.BATCH_NORM_WEIGHT.in(values),
                Catalogue.BATCH_NORM_BIAS.in(values));
    }

    private Loss loss() {
        return new Loss(
                constant(Catalogue.LOSSES, Catalogue.LOSS_TYPE),
                Catalogue.LABEL_SMOOTHING.in(values),
                Catalogue.FOCAL_GAMMA.in(values),
                list(Catalogue.CLASS_WEIGHTS, Catalogue.MAX_CLASSES));
    }

    private Schedule schedule() {
        String type = Catalogue.SCHEDULE_TYPE.in(values);
        Schedule.Warmup warmup =
                new Schedule.Warmup(
                        whole(Catalogue.WARMUP_STEPS),
                        Catalogue.WARMUP_START_FACTOR.in(values),
                        constant(Catalogue.INTERVALS, Catalogue.WARMUP_INTERVAL));
        double minLearningRate = Catalogue.SCHEDULE_MIN_LEARNING_RATE.in(values);
        return switch (type) {
            case "constant" -> new Schedule.Constant(warmup);
            case "reduce-on-plateau" ->
                    new Schedule.ReduceOnPlateau(
                            constant(Catalogue.MODES, Catalogue.SCHEDULE_MODE),
                            whole(Catalogue.SCHEDULE_PATIENCE),
                            Catalogue.SCHEDULE_FACTOR.in(values),
                            Catalogue.SCHEDULE_THRESHOLD.in(values),
                            constant(Catalogue.THRESHOLD_MODES, Catalogue.SCHEDULE_THRESHOLD_MODE),
                            whole(Catalogue.SCHEDULE_COOLDOWN),
                            minLearningRate,
                            warmup);
            case "step" ->
                    new Schedule.Step(
                            whole(Catalogue.SCHEDULE_STEP_SIZE),
                            Catalogue.SCHEDULE_GAMMA.in(values, 0.1),
                            interval("epoch"),
                            warmup);
            case "multi-step" ->
                    new Schedule.MultiStep(
                            list(Catalogue.SCHEDULE_MILESTONES, Catalogue.MAX_MILESTONES).stream()
                                    .map(Math::toIntExact)
                                    .sorted()
                                    .distinct()
                                    .toList(),
                            Catalogue.SCHEDULE_GAMMA.in(values, 0.1),
                            interval("epoch"),
                            warmup);
            case "exponential" ->
                    new Schedule.Exponential(
                            Catalogue.SCHEDULE_GAMMA.in(values, 0.95), interval("epoch"), warmup);
            case "cosine" ->
                    new Schedule.Cosine(
                            whole(Catalogue.SCHEDULE_STEPS),
                            minLearningRate,
                            interval("epoch"),
                            warmup);
            case "cosine-restarts" ->
                    new Schedule.CosineRestarts(
                            whole(Catalogue.SCHEDULE_FIRST_STEPS),
                            whole(Catalogue.SCHEDULE_GROWTH),
                            minLearningRate,
                            interval("epoch"),
                            warmup);
            case "one-cycle" ->
                    new Schedule.OneCycle(
                            Catalogue.SCHEDULE_RISE_FRACTION.in(values),
                            Catalogue.SCHEDULE_DIV_FACTOR.in(values),
                            Catalogue.SCHEDULE_FINAL_DIV_FACTOR.in(values),
                            interval("iteration"));
            default -> throw new IllegalArgumentException("schedule.type " + type);
        };
    }

    private Schedule.Interval interval(String usual) {
        return Catalogue.INTERVALS.constant(Catalogue.SCHEDULE_INTERVAL.in(values, usual));
    }

    private Augmentation augmentation() {
        return new Augmentation(
                whole(Catalogue.CROP),
                Catalogue.FLIP.in(values),
                Catalogue.BRIGHTNESS.in(values),
                Catalogue.CONTRAST.in(values),
                Catalogue.SATURATION.in(values),
                Catalogue.HUE.in(values),
                Catalogue.ROTATION.in(values),
                whole(Catalogue.CUTOUT),
                Catalogue.MIXUP.in(values),
                Catalogue.NORMALISE.in(values));
    }

    private @Nullable Pretrained pretrained() {
        if (!values.containsKey(Catalogue.PRETRAINED_TRIAL.name())) {
            return null;
        }
        return new Pretrained(
                TrialId.parse(Catalogue.PRETRAINED_TRIAL.in(values)),
                constant(Catalogue.WEIGHTS, Catalogue.PRETRAINED_WEIGHTS),
                whole(Catalogue.FROZEN_LAYERS),
                whole(Catalogue.SLOW_LAYERS),
                Catalogue.SLOW_FACTOR.in(values));
    }

    private int whole(Hyperparameter<Long> hyperparameter) {
        return Math.toIntExact(hyperparameter.in(values));
    }

    private int whole(Hyperparameter<Long> hyperparameter, int otherwise) {
        return Math.toIntExact(hyperparameter.in(values, (long) otherwise));
    }

    private <E extends Enum<E>> E constant(
            WireNames<E> names, Hyperparameter<String> hyperparameter) {
        return names.constant(hyperparameter.in(values));
    }

    /// A block's own value, or that of all blocks.
    private <S> S of(Hyperparameter<S> pattern, int block, Hyperparameter<S> all) {
        return pattern.at(block).in(values, all.in(values));
    }

    /// The values of an indexed hyperparameter, as far as somebody set them.
    private <S> List<S> list(Hyperparameter<S> pattern, int length) {
        String prefix = pattern.name().substring(0, pattern.name().indexOf('*'));
        if (values.keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
            return List.of();
        }
        return IntStream.rangeClosed(1, length)
                .mapToObj(pattern::at)
                .filter(item -> values.containsKey(item.name()))
                .map(item -> item.in(values))
                .toList();
    }
}
