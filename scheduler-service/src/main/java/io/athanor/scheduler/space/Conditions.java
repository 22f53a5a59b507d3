package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the parameters of a space have to do with each other: their `when`.
final class Conditions {
    private final Map<String, ParameterSpace> parameters;
    private final Set<String> names;
    private final Point fixed;
    private final Faults faults;

    private Conditions(
            Map<String, ParameterSpace> parameters, Set<String> names, Point fixed, Faults faults) {
        this.parameters = parameters;
        this.names = names;
        this.fixed = fixed;
        this.faults = faults;
    }

    /// The parameters with their conditions. A condition on a fixed value that always holds is left
    /// out, so that all that remain are about parameters of the space.
    ///
    /// @param conditions the `when` of each parameter of the space, those included that could not
    ///   be read otherwise
    static Map<String, ParameterSpace> attach(
            Map<String, ParameterSpace> parameters,
            Map<String, JsonNode> conditions,
            Point fixed,
            Faults faults) {
        Conditions reader = new Conditions(parameters, conditions.keySet(), fixed, faults);
        Map<String, ParameterSpace> attached = new LinkedHashMap<>();
        conditions.forEach((name, node) -> {
            Map<String, List<Object>> when = reader.read("space." + name + ".when", node);
            ParameterSpace parameter = parameters.get(name);
            if (parameter != null) {
                attached.put(name, with(parameter, when));
            }
        });
        reader.refuseCircles(attached);
        return attached;
    }

    private Map<String, List<Object>> read(String at, JsonNode node) {
        Map<String, List<Object>> when = new LinkedHashMap<>();
        if (!node.isObject()) {
            faults.refuse(at, node, "an object: a hyperparameter and the values it must have");
            return when;
        }
        node.properties()
                .forEach(field ->
                        readParent(
                                at + "." + field.getKey(),
                                full(field.getKey()),
                                field.getValue(),
                                when));
        return when;
    }

    private static String full(String name) {
        return Names.find(name).<String>map(Hyperparameter::name).orElse(name);
    }

    private void readParent(
            String at, String parent, JsonNode node, Map<String, List<Object>> when) {
        Object fixedValue = fixed.values().get(parent);
        if (fixedValue == null && !names.contains(parent)) {
            faults.note(
                    at,
                    node,
                    "a hyperparameter of the space, or a fixed one",
                    "%s is neither in the space nor fixed%s"
                            .formatted(at, NearestName.hint(parent, names)));
            return;
        }
        if (!node.isArray() || node.isEmpty()) {
            faults.refuse(at, node, "a list of at least one value");
            return;
        }
        if (node.size() > SpaceReader.MAX_CHOICES) {
            faults.refuse(
                    at,
                    JsonNodeFactory.instance.numberNode(node.size()),
                    "at most %d values".formatted(SpaceReader.MAX_CHOICES));
            return;
        }
        List<Object> values = values(at, parent, node);
        if (fixedValue == null) {
            when.put(parent, values);
        } else if (values.size() == node.size() && !values.contains(fixedValue)) {
            faults.refuse(at, node, "%s, its fixed value: else never true".formatted(fixedValue));
        }
    }

    private List<Object> values(String at, String parent, JsonNode node) {
        Allowed<?> allowed = Names.find(parent).orElseThrow().allowed();
        ParameterSpace space = parameters.get(parent);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode item = node.get(i);
            String itemAt = "%s[%d]".formatted(at, i);
            Fields.accept(item, itemAt, allowed, faults)
                    .ifPresent(value -> {
                        if (values.contains(value)) {
                            faults.refuse(itemAt, item, "each value once");
                        } else if (space != null && !possible(space, value)) {
                            faults.refuse(itemAt, item, "a value that space." + parent + " has");
                        }
                        values.add(value);
                    });
        }
        return values;
    }

    private static boolean possible(ParameterSpace space, Object value) {
        return switch (space) {
            case Categorical(var choices, _, _) -> choices.contains(value);
            case FloatRange(double low, double high, _, Double step, _) ->
                    value instanceof Double number
                            && number >= low
                            && number <= high
                            && (step == null || Steps.divides(low, number, step));
            case IntRange range ->
                    value instanceof Long number
                            && number >= range.low()
                            && number <= range.high()
                            && (number - range.low()) % range.stepOrOne() == 0;
        };
    }

    /// Takes away, again and again, the parameters whose parents are all taken away. What stays is
    /// on a circle or waits for one.
    private void refuseCircles(Map<String, ParameterSpace> attached) {
        Map<String, ParameterSpace> left = new LinkedHashMap<>(attached);
        while (left.values()
                .removeIf(space -> space.when().keySet().stream().noneMatch(left::containsKey))) {}
        if (!left.isEmpty()) {
            faults.note(
                    "space",
                    null,
                    "conditions without a circle",
                    "space: the conditions (when) of %s go in a circle"
                            .formatted(String.join(", ", left.keySet())));
        }
    }

    private static ParameterSpace with(ParameterSpace space, Map<String, List<Object>> when) {
        return switch (space) {
            case FloatRange(double low, double high, boolean log, Double step, _) ->
                    new FloatRange(low, high, log, step, when);
            case IntRange(long low, long high, boolean log, Long step, _) ->
                    new IntRange(low, high, log, step, when);
            case Categorical(var choices, boolean ordered, _) ->
                    new Categorical(choices, ordered, when);
        };
    }
}
