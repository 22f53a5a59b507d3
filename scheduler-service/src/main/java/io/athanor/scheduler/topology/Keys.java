package io.athanor.scheduler.topology;

import org.jspecify.annotations.Nullable;

/// A record's key decides on its partition, and only one partition has the state that it is for: a
/// record with another key would begin a second life of it.
final class Keys {
    private Keys() {}

    /// @throws IllegalArgumentException when they differ
    static void check(@Nullable String key, String expected) {
        if (!expected.equals(key)) {
            throw new IllegalArgumentException("its key is %s, not %s".formatted(key, expected));
        }
    }
}
