package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a request.
///
/// @param field where, from the body's root: `space.learningRate.low`; empty for the body itself
/// @param value what was there; null where nothing was
/// @param allowed what may be there
/// @param message all of it as a sentence
public record Fault(String field, @Nullable JsonNode value, String allowed, String message) {

    /// What is wrong with a text outside of a body: a header, a part of the query.
    public static Fault of(String field, @Nullable String value, String allowed) {
        return new Fault(
                field,
                TextNode.valueOf(value),
                allowed,
                "%s '%s': %s".formatted(field, value, allowed));
    }
}
