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
import java.util.Optional;

/// Reads a search space, each parameter apart; what they have to do with each other is for
/// [Conditions].
final class SpaceReader {
    static final int MAX_PARAMETERS = 50;
    static final int MAX_CHOICES = 1_000;
    private static final String PATH = "space.";
    private static final JsonNode NO_CONDITION = JsonNodeFactory.instance.objectNode();

    private final Faults faults;
    private final Map<String, ParameterSpace> parameters = new LinkedHashMap<>();
    private final Map<String, JsonNode> conditions = new LinkedHashMap<>();

    private SpaceReader(Faults faults) {
        this.faults = faults;
    }

    /// @param fixed what the study sets already
    static Map<String, ParameterSpace> read(JsonNode node, Point fixed, Faults faults) {
        SpaceReader reader = new SpaceReader(faults);
        if (!node.isObject()) {
            faults.refuse("space", node, "an object of hyperparameters");
        } else if (node.size() > MAX_PARAMETERS) {
            faults.refuse(
                    "space",
                    JsonNodeFactory.instance.numberNode(node.size()),
                    "at most %d hyperparameters".formatted(MAX_PARAMETERS));
        } else {
            reader.readGroup(node, "");
            if (reader.conditions.size() > MAX_PARAMETERS) {
                faults.refuse(
                        "space",
                        JsonNodeFactory.instance.numberNode(reader.conditions.size()),
                        "at most %d hyperparameters".formatted(MAX_PARAMETERS));
            }
        }
        reader.conditions.keySet().stream()
                .filter(name -> fixed.values().containsKey(name))
                .forEach(name ->
                        faults.refuse(
                                PATH + name, node.path(name), "in fixed or in space, not in both"));
        return Conditions.attach(reader.parameters, reader.conditions, fixed, faults);
    }

    private void readGroup(JsonNode group, String prefix) {
        group.properties()
                .forEach(field -> readParameter(prefix + field.getKey(), field.getValue()));
    }

    private void readParameter(String name, JsonNode node) {
        if (node.isObject() && Names.hasGroup(name) && !node.path("type").isTextual()) {
            readGroup(node, name + ".");
            return;
        }
        Optional<Hyperparameter<?>> known = Names.find(name);
        if (known.isEmpty()) {
            faults.unknown(PATH + name, node, Names.hint(name));
            return;
        }
        String full = known.get().name();
        if (!node.isObject()) {
            faults.refuse(PATH + name, node, "an object: type and what goes with it");
        } else if (conditions.containsKey(full)) {
            faults.refuse(PATH + name, node, "once, nested or by its dotted name");
        } else {
            readKnown(full, known.get().allowed(), new Fields(node, PATH + name, faults));
        }
    }

    private void readKnown(String name, Allowed<?> allowed, Fields fields) {
        Optional<String> type = fields.require("type", types(allowed));
        JsonNode when = fields.take("when").orElse(NO_CONDITION);
        Optional<? extends ParameterSpace> parameter =
                switch (allowed) {
                    case Allowed.Real real when type.filter("float"::equals).isPresent() ->
                            floats(fields, real);
                    case Allowed.Whole whole when type.filter("int"::equals).isPresent() ->
                            ints(fields, whole);
                    default -> type.flatMap(_ -> choices(fields, allowed));
                };
        if (type.isPresent()) {
            fields.end();
        }
        parameter.ifPresent(space -> parameters.put(name, space));
        conditions.put(name, when);
    }

    /// The types of range that fit a hyperparameter.
    private static Allowed.OneOf types(Allowed<?> allowed) {
        return new Allowed.OneOf(
                switch (allowed) {
                    case Allowed.Real _ -> List.of("float", "categorical");
                    case Allowed.Whole _ -> List.of("int", "categorical");
                    default -> List.of("categorical");
                });
    }

    private Optional<FloatRange> floats(Fields fields, Allowed.Real allowed) {
        Optional<Double> low = fields.require("low", allowed);
        Optional<Double> high = fields.require("high", allowed);
        boolean log = fields.read("log", new Allowed.Flag(), false);
        Optional<Double> step = fields.read("step", Allowed.aboveTo(1e-9, 1e6));
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        checkRange(fields, low.get(), high.get(), log, step);
        return Optional.of(new FloatRange(low.get(), high.get(), log, step.orElse(null), Map.of()));
    }

    private Optional<IntRange> ints(Fields fields, Allowed.Whole allowed) {
        Optional<Long> low = fields.require("low", allowed);
        Optional<Long> high = fields.require("high", allowed);
        boolean log = fields.read("log", new Allowed.Flag(), false);
        Optional<Long> step = fields.read("step", new Allowed.Whole(1, allowed.high()));
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        checkRange(fields, low.get(), high.get(), log, step.map(Long::doubleValue));
        return Optional.of(new IntRange(low.get(), high.get(), log, step.orElse(null), Map.of()));
    }

    private void checkRange(
            Fields fields, double low, double high, boolean log, Optional<Double> step) {
        if (low > high) {
            faults.refuse(
                    fields.at("low"), fields.node("low"), "at most high, " + Allowed.plain(high));
        }
        if (log && low <= 0) {
            faults.refuse(fields.at("low"), fields.node("low"), "above 0 where log is true");
        }
        if (step.isEmpty()) {
            return;
        }
        if (log) {
            faults.refuse(fields.at("step"), fields.node("step"), "either log or step, not both");
        } else if (low <= high && !Steps.divides(low, high, step.get())) {
            faults.refuse(
                    fields.at("step"),
                    fields.node("step"),
                    "a step that leads from %s to %s"
                            .formatted(Allowed.plain(low), Allowed.plain(high)));
        }
    }

    private Optional<Categorical> choices(Fields fields, Allowed<?> allowed) {
        String at = fields.at("choices");
        JsonNode node = fields.take("choices").orElse(null);
        if (node == null || !node.isArray() || node.isEmpty()) {
            faults.missing(at, "a list of at least one value, each " + allowed);
            return Optional.empty();
        }
        if (node.size() > MAX_CHOICES) {
            faults.refuse(
                    at,
                    JsonNodeFactory.instance.numberNode(node.size()),
                    "at most %d choices".formatted(MAX_CHOICES));
            return Optional.empty();
        }
        List<Object> choices = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode choice = node.get(i);
            String choiceAt = "%s[%d]".formatted(at, i);
            Fields.accept(choice, choiceAt, allowed, faults)
                    .ifPresent(value -> {
                        if (choices.contains(value)) {
                            faults.refuse(choiceAt, choice, "each choice once");
                        }
                        choices.add(value);
                    });
        }
        boolean ordered = fields.read("ordered", new Allowed.Flag(), false);
        return Optional.of(new Categorical(choices, ordered, Map.of()));
    }
}
