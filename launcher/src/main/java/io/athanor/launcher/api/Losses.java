package io.athanor.launcher.api;

import java.util.List;
import java.util.Optional;

/// The loss of a trial, smoothed over the iterations before.
///
/// @param points by iteration; without those where it was not finite
public record Losses(List<Point> points) {
    public static final Losses NONE = new Losses(List.of());

    public record Point(int iteration, double loss) {}

    public Losses {
        points = List.copyOf(points);
    }

    public List<Double> values() {
        return points.stream().map(Point::loss).toList();
    }

    public Optional<Point> last() {
        return points.isEmpty() ? Optional.empty() : Optional.of(points.getLast());
    }
}
