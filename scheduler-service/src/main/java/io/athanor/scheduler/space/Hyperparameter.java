package io.athanor.scheduler.space;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that a trial may set.
///
/// @param name dotted, as points have it; of an indexed one (`blocks.2.filters`) the catalogue
///   holds the pattern `blocks.*.filters`
/// @param fallback its value where nobody sets it; null where that depends on others
/// @param pytorch what PyTorch calls it
/// @param about what else people must know, as a sentence; may be empty
public record Hyperparameter<S>(
        String name, Allowed<S> allowed, @Nullable S fallback, String pytorch, String about) {

    /// What is allowed, as people read it.
    public String values() {
        return allowed.toString();
    }

    /// Its value among `values`, or its default.
    S in(Map<String, Object> values) {
        return in(values, fallback);
    }

    /// Its value among `values`, or `otherwise`.
    S in(Map<String, Object> values, @Nullable S otherwise) {
        Object value = values.get(name);
        if (value != null) {
            return allowed.accept(value)
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "%s %s: %s".formatted(name, value, allowed)));
        }
        if (otherwise == null) {
            throw new IllegalStateException(name + " has no default of its own");
        }
        return otherwise;
    }

    /// The one of that index, of an indexed hyperparameter.
    Hyperparameter<S> at(int index) {
        return named(name.replace("*", String.valueOf(index)));
    }

    Hyperparameter<S> named(String concrete) {
        return new Hyperparameter<>(concrete, allowed, fallback, pytorch, about);
    }
}
