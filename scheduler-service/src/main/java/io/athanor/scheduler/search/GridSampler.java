package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Every point of a finite space once, in an order that the seed shuffles.
final class GridSampler implements Sampler {
    private final List<Point> points;

    GridSampler(Space space, long seed) {
        List<Point> shuffled = new ArrayList<>(space.points().toList());
        Collections.shuffle(shuffled, new Random(seed));
        points = List.copyOf(shuffled);
    }

    @Override
    public Optional<Point> suggest(int number, Set<Point> tried) {
        return points.stream().filter(point -> !tried.contains(point)).findFirst();
    }

    @Override
    public boolean ends() {
        return true;
    }
}
