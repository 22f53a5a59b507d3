package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.scheduler.search.History.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trial as samplers see it.
final class Observation {
    private final int number;
    private final Point point;
    private final @Nullable String stage;
    private final Outcome outcome;
    private final double value;
    private final int epochs;
    private final double gap;
    private final double[] coordinates;

    Observation(
            int number,
            Point point,
            @Nullable String stage,
            Outcome outcome,
            double value,
            int epochs,
            double gap,
            Space space) {
        this.number = number;
        this.point = point;
        this.stage = stage;
        this.outcome = outcome;
        this.value = Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
        this.epochs = epochs;
        this.gap = gap;
        this.coordinates = space.coordinates(point);
    }

    /// The same outcome, seen from a part of the space.
    Observation within(Space part, Point restricted) {
        return new Observation(number, restricted, stage, outcome, value, epochs, gap, part);
    }

    int number() {
        return number;
    }

    Point point() {
        return point;
    }

    @Nullable String stage() {
        return stage;
    }

    Outcome outcome() {
        return outcome;
    }

    /// The lower the better; +infinity where there is none.
    double value() {
        return value;
    }

    int epochs() {
        return epochs;
    }

    /// NaN where it is unknown.
    double gap() {
        return gap;
    }

    /// Where the point is on an axis of its space; NaN where it is not on it.
    double coordinate(int axis) {
        return coordinates[axis];
    }

    boolean isOnAll(List<Integer> axes) {
        for (int axis : axes) {
            if (Double.isNaN(coordinates[axis])) {
                return false;
            }
        }
        return true;
    }
}
