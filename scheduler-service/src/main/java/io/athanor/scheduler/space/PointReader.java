package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.Point;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads values for hyperparameters, nested or by dotted name.
final class PointReader {
    private final Faults faults;
    private final Map<String, Object> values = new TreeMap<>();

    private PointReader(Faults faults) {
        this.faults = faults;
    }

    static Point read(JsonNode node, String path, Faults faults) {
        PointReader reader = new PointReader(faults);
        if (node.isObject()) {
            reader.readObject(node, path, "");
        } else {
            faults.refuse(path, node, "an object of hyperparameters");
        }
        return Point.of(reader.values);
    }

    private void readObject(JsonNode object, String path, String prefix) {
        object.properties()
                .forEach(field ->
                        readValue(
                                field.getValue(),
                                path + "." + field.getKey(),
                                prefix + field.getKey()));
    }

    private void readValue(JsonNode node, String at, String name) {
        if (node.isNull()) {
            return;
        }
        if (node.isObject() && Names.hasGroup(name)) {
            readObject(node, at, name + ".");
            return;
        }
        Optional<Integer> length = Names.length(name);
        if (node.isArray() && length.isPresent()) {
            readList(node, at, name, length.get());
            return;
        }
        Names.find(name)
                .ifPresentOrElse(
                        known ->
                                Fields.accept(node, at, known.allowed(), faults)
                                        .ifPresent(value -> put(node, at, known.name(), value)),
                        () -> faults.unknown(at, node, Names.hint(name)));
    }

    /// The items count from 1 in their names.
    private void readList(JsonNode list, String at, String name, int length) {
        if (list.size() > length) {
            faults.refuse(
                    at,
                    JsonNodeFactory.instance.numberNode(list.size()),
                    "at most %d items".formatted(length));
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            readValue(list.get(i), "%s[%d]".formatted(at, i), "%s.%d".formatted(name, i + 1));
        }
    }

    private void put(JsonNode node, String at, String name, Object value) {
        if (values.put(name, value) != null) {
            faults.refuse(at, node, "once, nested or by its dotted name");
        }
    }
}
