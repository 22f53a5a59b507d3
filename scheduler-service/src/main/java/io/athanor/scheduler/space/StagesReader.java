package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.StageSearch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the stages of the guided sampler. A stage is a name alone, or an object that says more;
/// where no stages are named, all are, in the order of the tutorials, but for those that have no
/// parameter in the space.
final class StagesReader {
    private static final WireNames<StageSearch> SEARCHES = WireNames.of(StageSearch.class);
    private static final int MOST_STAGES = 20;

    private final Map<String, ParameterSpace> space;
    private final Faults faults;

    private StagesReader(Map<String, ParameterSpace> space, Faults faults) {
        this.space = space;
        this.faults = faults;
    }

    /// @param tutorial whether the space is the tutorials', of which stages may leave out parts
    static List<Stage> read(
            Fields sampler, Map<String, ParameterSpace> space, boolean tutorial, Faults faults) {
        StagesReader reader = new StagesReader(space, faults);
        List<Stage> stages = reader.read(sampler);
        if (!tutorial && faults.none()) {
            reader.refuseStageless(stages, sampler.at("stages"));
        }
        return stages;
    }

    private List<Stage> read(Fields sampler) {
        JsonNode node = sampler.take("stages").orElse(null);
        String at = sampler.at("stages");
        List<Stage> stages = new ArrayList<>();
        if (node == null) {
            UsualStages.names().stream()
                    .filter(name -> !parameters(name).isEmpty())
                    .forEach(name -> stages.add(usual(name)));
        } else if (!node.isArray() || node.isEmpty() || node.size() > MOST_STAGES) {
            faults.refuse(at, node, "a list of 1 to %d stages".formatted(MOST_STAGES));
        } else {
            for (int i = 0; i < node.size(); i++) {
                stages.add(stage(node.get(i), "%s[%d]".formatted(at, i)));
            }
            refuseTwice(stages, node, at);
        }
        return stages;
    }

    private Stage usual(String name) {
        return stage(JsonNodeFactory.instance.objectNode().put("name", name), "sampler.stages");
    }

    private Stage stage(JsonNode node, String at) {
        JsonNode object =
                node.isTextual()
                        ? JsonNodeFactory.instance.objectNode().put("name", node.textValue())
                        : node;
        Fields fields = new Fields(object, at, faults);
        boolean own = !fields.absent("parameters");
        String name =
                fields.require(
                                "name",
                                own
                                        ? new Allowed.StudyName()
                                        : new Allowed.OneOf(UsualStages.names()))
                        .orElse("");
        List<String> parameters = own ? named(fields) : parameters(name);
        if (!own && !name.isEmpty() && parameters.isEmpty()) {
            faults.refuse(at, node, "a stage with a parameter in space");
        }
        List<ParameterSpace> ranges =
                space.entrySet().stream()
                        .filter(parameter -> parameters.contains(parameter.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        StageSearch search =
                fields.constant("search", SEARCHES)
                        .orElseGet(() -> UsualStages.search(name, ranges));
        if (search == StageSearch.GRID
                && UsualStages.combinations(ranges) > UsualStages.MOST_TRIALS) {
            faults.refuse(
                    fields.at("search"),
                    fields.node("search"),
                    "no grid: its parameters have more than %d combinations"
                            .formatted(UsualStages.MOST_TRIALS));
        }
        Stage stage =
                new Stage(
                        name,
                        parameters,
                        fields.whole(
                                "trials",
                                1,
                                UsualStages.MOST_TRIALS,
                                UsualStages.trials(search, ranges)),
                        search,
                        fields.read(
                                "dataFraction",
                                Allowed.aboveTo(0, 1),
                                UsualStages.dataFraction(name)),
                        fields.read("minGap", Allowed.from(0, 1), UsualStages.minGap(name)));
        fields.end();
        return stage;
    }

    /// The parameters of the space that belong to a stage of the usual ones.
    private List<String> parameters(String stage) {
        return space.keySet().stream().filter(name -> UsualStages.of(name).equals(stage)).toList();
    }

    private List<String> named(Fields fields) {
        JsonNode node = fields.take("parameters").orElseThrow();
        String at = fields.at("parameters");
        Set<String> names = new LinkedHashSet<>();
        if (!node.isArray() || node.isEmpty()) {
            faults.refuse(at, node, "a list of parameters of space");
            return List.of();
        }
        for (int i = 0; i < node.size(); i++) {
            String name = node.get(i).asText();
            String itemAt = "%s[%d]".formatted(at, i);
            if (!space.containsKey(name)) {
                faults.refuse(itemAt, node.get(i), "a parameter of space", space.keySet());
            } else if (!names.add(name)) {
                faults.refuse(itemAt, node.get(i), "each parameter once");
            }
        }
        return List.copyOf(names);
    }

    private void refuseTwice(List<Stage> stages, JsonNode node, String at) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < stages.size(); i++) {
            if (!names.add(stages.get(i).name())) {
                faults.refuse("%s[%d].name".formatted(at, i), node.get(i), "each stage once");
            }
        }
    }

    private void refuseStageless(List<Stage> stages, String at) {
        for (String name : space.keySet()) {
            if (stages.stream().noneMatch(stage -> stage.parameters().contains(name))) {
                faults.note(
                        "space." + name,
                        null,
                        "a parameter of one of " + at,
                        "space.%s is in none of %s: fix it, or add stage '%s'"
                                .formatted(name, at, UsualStages.of(name)));
            }
        }
    }
}
