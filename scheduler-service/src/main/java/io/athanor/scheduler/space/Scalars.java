package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The values that a [io.athanor.contracts.Point] holds: String, Long, Double and Boolean.
final class Scalars {
    private Scalars() {}

    /// Empty for null, lists and objects.
    static Optional<Object> of(JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(node.textValue());
        }
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(node.longValue());
        }
        return node.isNumber() ? Optional.of(node.doubleValue()) : Optional.empty();
    }
}
