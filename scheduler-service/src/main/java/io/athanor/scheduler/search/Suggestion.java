package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import org.jspecify.annotations.Nullable;

/// What a sampler has to say when it is asked for the next point.
public sealed interface Suggestion {

    /// @param stage of the guided sampler; null elsewhere
    record Try(Point point, @Nullable String stage) implements Suggestion {
        static Try of(Point point) {
            return new Try(point, null);
        }
    }

    /// Nothing before something else happens: a trial ends, or a person enqueues a point.
    record Wait() implements Suggestion {}

    /// Nothing any more.
    record Exhausted() implements Suggestion {}
}
