package io.athanor.trainer.reporting;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Images a second, over the last seconds.
final class SampleRate {
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();

    private final Deque<Block> blocks = new ArrayDeque<>();

    private record Block(long nanos, int samples) {}

    synchronized void add(int samples, long nanos) {
        blocks.addLast(new Block(nanos, samples));
        forget(nanos);
    }

    synchronized double perSecond(long nanos) {
        forget(nanos);
        return blocks.stream().mapToInt(Block::samples).sum() / (WINDOW / 1e9);
    }

    private void forget(long nanos) {
        while (!blocks.isEmpty() && nanos - blocks.getFirst().nanos() > WINDOW) {
            blocks.removeFirst();
        }
    }
}
