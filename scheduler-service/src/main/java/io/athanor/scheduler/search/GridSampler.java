package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Every point of a finite space once, in an order that the seed shuffles.
final class GridSampler implements Sampler {
    private final List<Point> points;

    GridSampler(Space space, long seed) {
        List<Point> shuffled = new ArrayList<>(space.points().toList());
        Collections.shuffle(shuffled, new Random(seed));
        points = List.copyOf(shuffled);
    }

    @Override
    public Suggestion suggest(int number, History history) {
        int next = history.firstUntried(points);
        return next < points.size()
                ? Suggestion.Try.of(points.get(next))
                : new Suggestion.Exhausted();
    }
}
