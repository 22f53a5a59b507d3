package io.athanor.scheduler.space;

import java.util.Map;

/// One thing that a trial may set.
///
/// @param name dotted, as points have it
/// @param fallback its value where nobody sets it
/// @param pytorch what PyTorch calls it
public record Hyperparameter<S>(String name, Allowed<S> allowed, S fallback, String pytorch) {

    /// Its value among `values`, or its default.
    S in(Map<String, Object> values) {
        Object value = values.get(name);
        return value == null
                ? fallback
                : allowed.accept(value)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "%s %s: %s".formatted(name, value, allowed)));
    }
}
