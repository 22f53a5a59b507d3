package io.athanor.launcher.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Nested hyperparameters by one name each: `schedule.factor`, `blocks.0.filters`.
final class Flat {
    private Flat() {}

    /// Without values that are null, and with lists of plain values as they are; in their order.
    static Map<String, Object> of(Map<String, Object> nested) {
        Map<String, Object> flat = new LinkedHashMap<>();
        nested.forEach((name, value) -> put(flat, name, value));
        return flat;
    }

    private static void put(Map<String, Object> flat, String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Map<?, ?> inner -> inner.forEach((key, one) -> put(flat, name + "." + key, one));
            case List<?> list when list.stream().anyMatch(Map.class::isInstance) -> {
                for (int i = 0; i < list.size(); i++) {
                    put(flat, name + "." + i, list.get(i));
                }
            }
            default -> flat.put(name, value);
        }
    }
}
