package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Draws each parameter apart. A point that was tried is drawn again; where chance does not find
/// another, the first untried one of a finite space is taken, and only an exhausted space repeats.
record RandomSampler(Space space, long seed) implements Sampler {
    private static final int DRAWS = 100;

    @Override
    public Suggestion suggest(int number, History history) {
        return Suggestion.Try.of(draw(number, history));
    }

    Point draw(int number, History history) {
        RandomGenerator random = new SplittableRandom(Seeds.of(seed, number));
        Point point = space.draw(random);
        for (int draw = 1; draw < DRAWS && history.tried(point); draw++) {
            point = space.draw(random);
        }
        Point drawn = point;
        return history.tried(drawn) && space.isFinite()
                ? space.points().filter(other -> !history.tried(other)).findFirst().orElse(drawn)
                : drawn;
    }
}
