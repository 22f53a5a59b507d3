package io.athanor.contracts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a record promises and a reader of JSON does not: that nothing is null but what may be. Who
/// reads messages refuses those that lack something before they change anything.
public final class Completeness {
    private static final ClassValue<List<Component>> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected List<Component> computeValue(Class<?> type) {
                    return Arrays.stream(type.getRecordComponents())
                            .filter(component -> !component.getType().isPrimitive())
                            .map(Component::of)
                            .toList();
                }
            };

    /// Kept, because to look for an annotation takes as long as to read a whole message.
    private record Component(RecordComponent component, boolean mayBeNull) {
        static Component of(RecordComponent component) {
            return new Component(
                    component, component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    private Completeness() {}

    /// @param message a record, or null, which is none
    /// @return the message
    /// @throws IllegalArgumentException that names what is missing
    public static <T> T checked(@Nullable T message) {
        if (message == null) {
            throw new IllegalArgumentException("the message is missing");
        }
        check(message);
        return message;
    }

    private static void check(@Nullable Object value) {
        switch (value) {
            case null -> throw new IllegalArgumentException("one of several is missing");
            case Record record -> COMPONENTS.get(record.getClass()).forEach(c -> check(record, c));
            case Iterable<?> several -> several.forEach(Completeness::check);
            case Map<?, ?> named -> named.values().forEach(Completeness::check);
            default -> {}
        }
    }

    private static void check(Record record, Component part) {
        Object value = value(record, part.component());
        if (value != null) {
            check(value);
        } else if (!part.mayBeNull()) {
            throw new IllegalArgumentException(
                    "%s.%s is missing"
                            .formatted(
                                    record.getClass().getSimpleName(), part.component().getName()));
        }
    }

    private static @Nullable Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
