package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fields of one JSON object. Each is asked for by name; what is wrong with it is noted, and
/// reading goes on. A null is a field left out.
final class Fields {
    private final JsonNode object;
    private final String path;
    private final Faults faults;
    private final List<String> known = new ArrayList<>();

    Fields(JsonNode node, String path, Faults faults) {
        this.path = path;
        this.faults = faults;
        if (node.isObject()) {
            this.object = node;
        } else {
            faults.refuse(path.isEmpty() ? "body" : path, node, "an object");
            this.object = JsonNodeFactory.instance.objectNode();
        }
    }

    /// The field's value, if it is there and allowed.
    <S> Optional<S> read(String name, Allowed<S> allowed) {
        return take(name).flatMap(node -> accept(node, at(name), allowed, faults));
    }

    <S> S read(String name, Allowed<S> allowed, S fallback) {
        return read(name, allowed).orElse(fallback);
    }

    <S> Optional<S> require(String name, Allowed<S> allowed) {
        if (absent(name)) {
            known.add(name);
            faults.missing(at(name), allowed);
            return Optional.empty();
        }
        return read(name, allowed);
    }

    int whole(String name, int low, int high, int fallback) {
        return Math.toIntExact(read(name, new Allowed.Whole(low, high), (long) fallback));
    }

    Optional<Integer> whole(String name, int low, int high) {
        return read(name, new Allowed.Whole(low, high)).map(Math::toIntExact);
    }

    <E extends Enum<E>> Optional<E> constant(String name, WireNames<E> names) {
        return read(name, names.allowed()).map(names::constant);
    }

    /// The object of that name; an empty one where there is none.
    Fields object(String name) {
        return new Fields(
                take(name).orElseGet(JsonNodeFactory.instance::objectNode), at(name), faults);
    }

    Optional<JsonNode> take(String name) {
        known.add(name);
        return absent(name) ? Optional.empty() : Optional.of(object.get(name));
    }

    boolean absent(String name) {
        return !object.hasNonNull(name);
    }

    /// Whether the field is left out, or has nothing in it.
    boolean empty(String name) {
        return absent(name) || (object.get(name).isObject() && object.get(name).isEmpty());
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// Notes every field that nobody asked for.
    void end() {
        object.properties().stream()
                .filter(field -> !known.contains(field.getKey()))
                .forEach(field ->
                        faults.unknown(
                                at(field.getKey()),
                                field.getValue(),
                                NearestName.hint(field.getKey(), known)));
    }

    static <S> Optional<S> accept(JsonNode node, String at, Allowed<S> allowed, Faults faults) {
        Optional<S> value = Scalars.of(node).flatMap(allowed::accept);
        if (value.isEmpty()) {
            faults.refuse(
                    at,
                    node,
                    allowed,
                    allowed instanceof Allowed.OneOf(var choices) ? choices : List.of());
        }
        return value;
    }
}
