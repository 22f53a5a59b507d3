package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.StageSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the stages of the guided sampler. A stage is a name alone, or an object that says more;
/// where no stages are named, all are, in the order of the tutorials, but for those that have no
/// parameter in the space.
final class StagesReader {
    private static final String ARCHITECTURE = "architecture";
    private static final String REGULARISATION = "regularisation";

    /// The parameters of each stage, by the first part of their names. All others are the
    /// architecture's.
    private static final Map<String, Set<String>> USUAL = usual();

    private static final WireNames<StageSearch> SEARCHES = WireNames.of(StageSearch.class);
    private static final int MOST_STAGES = 20;
    private static final int FEW = 12;
    private static final int TPE_TRIALS = 12;
    private static final int MOST_TRIALS = 1_000;
    private static final double SMALL_SAMPLE = 0.25;
    private static final double OVERFITS = 0.02;

    private final Map<String, ParameterSpace> space;
    private final Faults faults;

    private StagesReader(Map<String, ParameterSpace> space, Faults faults) {
        this.space = space;
        this.faults = faults;
    }

    private static Map<String, Set<String>> usual() {
        Map<String, Set<String>> usual = new LinkedHashMap<>();
        usual.put("initialisation", Set.of("initialisation", "pretrained"));
        usual.put("batch-size", Set.of("batchSize"));
        usual.put(
                "learning-rate",
                Set.of(
                        "optimizer",
                        "learningRate",
                        "momentum",
                        "nesterov",
                        "dampening",
                        "beta1",
                        "beta2",
                        "epsilon",
                        "smoothing",
                        "centered",
                        "switchEpoch",
                        "switchLearningRate",
                        "clipNorm",
                        "clipValue",
                        "schedule"));
        usual.put(ARCHITECTURE, Set.of());
        usual.put("loss", Set.of("loss"));
        usual.put("activation", Set.of("activation"));
        usual.put(
                REGULARISATION,
                Set.of("dropout", "blockDropout", "weightDecay", "l1", "augmentation"));
        return usual;
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
            USUAL.keySet().stream()
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
                                        : new Allowed.OneOf(List.copyOf(USUAL.keySet())))
                        .orElse("");
        List<String> parameters = own ? named(fields) : parameters(name);
        if (!own && !name.isEmpty() && parameters.isEmpty()) {
            faults.refuse(at, node, "a stage with a parameter in space");
        }
        double combinations = combinations(parameters);
        StageSearch search =
                fields.constant("search", SEARCHES).orElseGet(() -> search(name, combinations));
        if (search == StageSearch.GRID && combinations > MOST_TRIALS) {
            faults.refuse(
                    fields.at("search"),
                    fields.node("search"),
                    "no grid: its parameters have more than %d combinations"
                            .formatted(MOST_TRIALS));
        }
        Stage stage =
                new Stage(
                        name,
                        parameters,
                        fields.whole("trials", 1, MOST_TRIALS, trials(search, parameters)),
                        search,
                        fields.read("dataFraction", Allowed.aboveTo(0, 1), fraction(name)),
                        fields.read(
                                "minGap",
                                Allowed.from(0, 1),
                                name.equals(REGULARISATION) ? OVERFITS : 0.0));
        fields.end();
        return stage;
    }

    private static double fraction(String name) {
        boolean early = name.equals("initialisation") || name.equals("batch-size");
        return early && Catalogue.find("dataFraction").isPresent() ? SMALL_SAMPLE : 1;
    }

    private static StageSearch search(String name, double combinations) {
        if (name.equals(ARCHITECTURE)) {
            return StageSearch.ABLATION;
        }
        return combinations <= FEW ? StageSearch.GRID : StageSearch.TPE;
    }

    /// All of a grid, or each value by itself, with the point they start from.
    private int trials(StageSearch search, List<String> parameters) {
        double trials =
                switch (search) {
                    case GRID -> combinations(parameters) + 1;
                    case ABLATION ->
                            2 + parameters.stream().mapToDouble(name -> values(name, 5)).sum();
                    case TPE, RANDOM -> TPE_TRIALS;
                };
        return (int) Math.min(trials, MOST_TRIALS);
    }

    private double combinations(List<String> parameters) {
        return parameters.stream()
                .mapToDouble(name -> values(name, Double.POSITIVE_INFINITY))
                .reduce(1, (a, b) -> a * b);
    }

    /// How many values a parameter has; of a range, at most `most`.
    private double values(String name, double most) {
        return switch (space.get(name)) {
            case null -> 1;
            case ParameterSpace.Categorical(var choices, _, _) -> choices.size();
            case ParameterSpace.IntRange range ->
                    Math.min(most, (double) ((range.high() - range.low()) / range.stepOrOne() + 1));
            case ParameterSpace.FloatRange(double low, double high, _, Double step, _) ->
                    Math.min(
                            most,
                            step == null ? Double.POSITIVE_INFINITY : Steps.count(low, high, step));
        };
    }

    /// The parameters of the space that belong to a stage of the usual ones.
    private List<String> parameters(String stage) {
        return space.keySet().stream().filter(name -> stageOf(name).equals(stage)).toList();
    }

    private static String stageOf(String parameter) {
        String group = parameter.split("\\.", 2)[0];
        return USUAL.entrySet().stream()
                .filter(stage -> stage.getValue().contains(group))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(ARCHITECTURE);
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
                                .formatted(name, at, stageOf(name)));
            }
        }
    }
}
