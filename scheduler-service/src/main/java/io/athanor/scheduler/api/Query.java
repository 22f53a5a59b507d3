package io.athanor.scheduler.api;

import io.athanor.scheduler.space.Fault;
import io.athanor.scheduler.space.InvalidRequest;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The query of a request; what is wrong with it is noted, and reading goes on until [#end].
final class Query {
    private static final int DEFAULT_SIZE = 50;
    private static final int MAX_SIZE = 1_000;

    private final UriInfo uri;
    private final List<Fault> faults = new ArrayList<>();

    Query(UriInfo uri) {
        this.uri = uri;
    }

    int page() {
        return whole("page", 1, Integer.MAX_VALUE, 1);
    }

    int size() {
        return whole("size", 1, MAX_SIZE, DEFAULT_SIZE);
    }

    @Nullable String oneOf(String name, List<String> allowed) {
        String value = uri.getQueryParameters().getFirst(name);
        if (value == null || allowed.contains(value)) {
            return value;
        }
        refuse(name, value, "one of " + String.join(", ", allowed));
        return null;
    }

    /// What trials must be, each given as `where=`.
    List<Condition> conditions(List<String> names) {
        List<Condition> conditions = new ArrayList<>();
        for (String text : uri.getQueryParameters().getOrDefault("where", List.of())) {
            Optional<Condition> condition = Condition.parse(text);
            if (condition.isEmpty()) {
                refuse("where", text, Condition.FORM);
            } else if (!names.contains(condition.get().name())) {
                refuse("where", text, "begins with one of " + String.join(", ", names));
            } else {
                conditions.add(condition.get());
            }
        }
        return conditions;
    }

    int most(int high, int fallback) {
        return whole("most", 1, high, fallback);
    }

    /// @throws InvalidRequest with everything that was wrong
    void end() {
        if (!faults.isEmpty()) {
            throw new InvalidRequest(faults);
        }
    }

    private int whole(String name, int low, int high, int fallback) {
        String value = uri.getQueryParameters().getFirst(name);
        if (value == null) {
            return fallback;
        }
        if (value.matches("[0-9]{1,18}")
                && Long.parseLong(value) >= low
                && Long.parseLong(value) <= high) {
            return Integer.parseInt(value);
        }
        refuse(name, value, "a whole number, %d to %d".formatted(low, high));
        return fallback;
    }

    private void refuse(String name, String value, String allowed) {
        faults.add(Fault.of(name, value, allowed));
    }
}
