package io.athanor.scheduler.space;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The constants of an enum by the names that JSON has for them.
record WireNames<E extends Enum<E>>(Map<String, E> constants) {

    static <E extends Enum<E>> WireNames<E> of(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(name(type, constant), constant);
        }
        return new WireNames<>(Collections.unmodifiableMap(constants));
    }

    Allowed.OneOf allowed() {
        return new Allowed.OneOf(List.copyOf(constants.keySet()));
    }

    E constant(String name) {
        E constant = constants.get(name);
        if (constant == null) {
            throw new IllegalArgumentException("'%s': %s".formatted(name, allowed()));
        }
        return constant;
    }

    private static <E extends Enum<E>> String name(Class<E> type, E constant) {
        try {
            return type.getField(constant.name()).getAnnotation(JsonProperty.class).value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
