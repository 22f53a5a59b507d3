package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Draws each parameter apart. A point that was tried is drawn again; where chance does not find
/// another, the first untried one of a finite space is taken, and only an exhausted space repeats.
record RandomSampler(Space space, long seed) implements Sampler {
    private static final int DRAWS = 100;

    @Override
    public Optional<Point> suggest(int number, Set<Point> tried) {
        RandomGenerator random = new SplittableRandom(Seeds.of(seed, number));
        Point point = space.draw(random);
        for (int draw = 1; draw < DRAWS && tried.contains(point); draw++) {
            point = space.draw(random);
        }
        Point drawn = point;
        if (tried.contains(drawn) && space.isFinite()) {
            return space.points()
                    .filter(other -> !tried.contains(other))
                    .findFirst()
                    .or(() -> Optional.of(drawn));
        }
        return Optional.of(drawn);
    }

    @Override
    public boolean ends() {
        return true;
    }
}
