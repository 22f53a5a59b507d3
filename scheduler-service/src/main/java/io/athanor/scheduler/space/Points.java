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
        return new Hyperparameters(
                Catalogue.NETWORKS.constant(Catalogue.NETWORK.in(values)),
                Catalogue.OPTIMIZERS.constant(Catalogue.OPTIMIZER.in(values)),
                Catalogue.LEARNING_RATE.in(values),
                Catalogue.MOMENTUM.in(values),
                Catalogue.WEIGHT_DECAY.in(values),
                Math.toIntExact(Catalogue.BATCH_SIZE.in(values)),
                Catalogue.DROPOUT.in(values),
                schedule(values));
    }

    private static Schedule schedule(Map<String, Object> values) {
        String type = Catalogue.SCHEDULE_TYPE.in(values);
        return switch (type) {
            case Catalogue.CONSTANT -> new Schedule.Constant();
            case Catalogue.REDUCE_ON_PLATEAU ->
                    new Schedule.ReduceOnPlateau(
                            Math.toIntExact(Catalogue.SCHEDULE_PATIENCE.in(values)),
                            Catalogue.SCHEDULE_FACTOR.in(values),
                            Catalogue.SCHEDULE_MIN_LEARNING_RATE.in(values));
            default -> throw new IllegalArgumentException("schedule.type " + type);
        };
    }
}
