package io.athanor.chaos;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What was found wrong, for many threads to add to.
final class Findings {
    private final List<String> all = new CopyOnWriteArrayList<>();

    List<String> all() {
        return List.copyOf(all);
    }

    void add(String violation) {
        all.add(violation);
    }

    void expect(String of, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            add("%s: %s: %s instead of %s".formatted(of, what, found, expected));
        }
    }
}
