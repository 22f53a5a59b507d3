package io.athanor.scheduler.space;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Point;
import io.athanor.contracts.Schedule;
import java.util.HashMap;
import java.util.Map;

/// From a point to everything that a trainer needs.
public final class Points {
    private Points() {}

    /// The hyperparameters of a trial: `point`'s values before `fixed`'s, and defaults for the
    /// rest.
    ///
    /// @throws IllegalArgumentException for a value outside its range, which no accepted request
    ///   has
    public static Hyperparameters complete(Point fixed, Point point) {
        Map<String, Object> values = new HashMap<>(fixed.values());
        values.putAll(point.values());
        Hyperparameters defaults = Hyperparameters.DEFAULTS;
        return new Hyperparameters(
                Catalogue.NETWORKS.constant(Catalogue.NETWORK.in(values)),
                defaults.blocks(),
                defaults.hiddenUnits(),
                defaults.sePosition(),
                defaults.attentionReduction(),
                defaults.activation(),
                Catalogue.DROPOUT.in(values),
                defaults.initialisation(),
                defaults.loss(),
                Catalogue.OPTIMIZERS.constant(Catalogue.OPTIMIZER.in(values)),
                Catalogue.LEARNING_RATE.in(values),
                Catalogue.MOMENTUM.in(values),
                defaults.nesterov(),
                defaults.dampening(),
                defaults.beta1(),
                defaults.beta2(),
                defaults.epsilon(),
                defaults.smoothing(),
                defaults.centered(),
                defaults.switchEpoch(),
                defaults.switchLearningRate(),
                Catalogue.WEIGHT_DECAY.in(values),
                defaults.l1(),
                defaults.clipNorm(),
                defaults.clipValue(),
                schedule(values),
                Math.toIntExact(Catalogue.BATCH_SIZE.in(values)),
                defaults.largestBatch(),
                defaults.augmentation(),
                defaults.dataFraction(),
                defaults.classes(),
                defaults.validationFraction(),
                defaults.pretrained());
    }

    private static Schedule schedule(Map<String, Object> values) {
        String type = Catalogue.SCHEDULE_TYPE.in(values);
        return switch (type) {
            case Catalogue.CONSTANT -> Schedule.CONSTANT;
            case Catalogue.REDUCE_ON_PLATEAU ->
                    new Schedule.ReduceOnPlateau(
                            Schedule.ReduceOnPlateau.Mode.MIN,
                            Math.toIntExact(Catalogue.SCHEDULE_PATIENCE.in(values)),
                            Catalogue.SCHEDULE_FACTOR.in(values),
                            1e-4,
                            Schedule.ReduceOnPlateau.ThresholdMode.RELATIVE,
                            0,
                            Catalogue.SCHEDULE_MIN_LEARNING_RATE.in(values),
                            Schedule.Warmup.NONE);
            default -> throw new IllegalArgumentException("schedule.type " + type);
        };
    }
}
