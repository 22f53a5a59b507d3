package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import java.util.random.RandomGenerator;

/// Trial n has the n-th point of Sobol's sequence, scrambled by the seed: any first 2^k points are
/// spread over the space more evenly than random ones. A point that was tried is passed over; where
/// many were, it draws at random.
record SobolSampler(Space space, long seed) implements Sampler {
    private static final int MOST_PASSED = 1_000;

    @Override
    public Suggestion suggest(int number, History history) {
        // A finite space has the same point more than once in the sequence: the next ones are
        // looked for far behind the study's last trial, so that no trial's own point is taken.
        for (int passed = 0; passed <= MOST_PASSED; passed++) {
            int index = number - 1 + passed * (1 << 20);
            Point point = space.draw(new Coordinates(index));
            if (!history.tried(point)) {
                return Suggestion.Try.of(point);
            }
        }
        return new RandomSampler(space, seed).suggest(number, history);
    }

    /// Gives the coordinates of one point of the sequence, one after the other.
    private final class Coordinates implements RandomGenerator {
        private final int index;
        private int dimension;

        private Coordinates(int index) {
            this.index = index;
        }

        @Override
        public double nextDouble() {
            int bits = SobolSequence.scrambled(index, dimension, Seeds.of(seed, dimension));
            dimension++;
            return Integer.toUnsignedLong(bits) * 0x1p-32;
        }

        @Override
        public int nextInt(int bound) {
            return (int) nextLong(bound);
        }

        @Override
        public long nextLong(long bound) {
            return (long) (nextDouble() * bound);
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("a coordinate is a share of a range");
        }
    }
}
