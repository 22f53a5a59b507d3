package io.athanor.metrics.rules;

import java.util.Map;

/// What JSON can carry of a rule's numbers.
final class Evidence {
    private Evidence() {}

    static void putFinite(Map<String, Double> evidence, String name, double value) {
        if (Double.isFinite(value)) {
            evidence.put(name, value);
        }
    }
}
