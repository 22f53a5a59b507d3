package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with a request, up to a number that people can read.
final class Faults {
    private static final int MOST = 100;
    private static final int LONGEST_VALUE = 80;

    private final List<Fault> faults = new ArrayList<>();

    boolean none() {
        return faults.isEmpty();
    }

    void refuse(String field, JsonNode value, Object allowed) {
        note(field, value, allowed.toString(), "%s %s: %s".formatted(field, shown(value), allowed));
    }

    /// As [#refuse], where one of `names` may have been meant.
    void refuse(String field, JsonNode value, Object allowed, Collection<String> names) {
        String hint = NearestName.hint(value.asText(), names);
        note(
                field,
                value,
                allowed.toString(),
                "%s %s: %s%s".formatted(field, shown(value), allowed, hint));
    }

    void missing(String field, Object allowed) {
        note(field, null, allowed.toString(), "%s is missing: %s".formatted(field, allowed));
    }

    /// @param hint ", did you mean ...?" or nothing
    void unknown(String field, JsonNode value, String hint) {
        note(field, value, "a known name", "%s is unknown%s".formatted(field, hint));
    }

    void throwIfAny() {
        if (!none()) {
            throw new InvalidRequest(faults);
        }
    }

    /// @param value what was there; null where the whole request is at fault
    void note(String field, @Nullable JsonNode value, String allowed, String message) {
        if (faults.size() < MOST) {
            boolean small =
                    value != null
                            && value.isValueNode()
                            && value.asText().length() <= LONGEST_VALUE;
            faults.add(new Fault(field, small ? value : null, allowed, message));
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? "'%s'".formatted(value.textValue()) : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
