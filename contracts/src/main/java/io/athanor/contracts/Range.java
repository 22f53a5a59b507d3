package io.athanor.contracts;

/// The checks of values that no accepted request has.
final class Range {
    private Range() {}

    static void check(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("%s %s: %s".formatted(name, value, allowed));
        }
    }
}
