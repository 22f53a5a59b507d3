package io.athanor.scheduler.space;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.StageSearch;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The stages of the tutorials, in their order, and what a stage does where nobody says more.
final class UsualStages {
    static final int MOST_TRIALS = 1_000;

    private static final String INITIALISATION = "initialisation";
    private static final String BATCH_SIZE = "batch-size";
    private static final String ARCHITECTURE = "architecture";
    private static final String REGULARISATION = "regularisation";
    private static final int FEW = 12;
    private static final int TPE_TRIALS = 12;

    /// Values that an ablation tries of a range.
    private static final int SAMPLES = 5;

    private static final double SMALL_SAMPLE = 0.25;
    private static final double OVERFITS = 0.02;

    /// The parameters of each stage, by the first part of their names. All others are the
    /// architecture's.
    private static final Map<String, Set<String>> GROUPS = groups();

    private UsualStages() {}

    private static Map<String, Set<String>> groups() {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        groups.put(INITIALISATION, Set.of("initialisation", "pretrained"));
        groups.put(BATCH_SIZE, Set.of("batchSize"));
        groups.put(
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
        groups.put(ARCHITECTURE, Set.of());
        groups.put("loss", Set.of("loss"));
        groups.put("activation", Set.of("activation"));
        groups.put(
                REGULARISATION,
                Set.of("dropout", "blockDropout", "weightDecay", "l1", "augmentation"));
        return groups;
    }

    static List<String> names() {
        return List.copyOf(GROUPS.keySet());
    }

    /// The one that tunes a parameter.
    static String of(String parameter) {
        String group = parameter.split("\\.", 2)[0];
        return GROUPS.entrySet().stream()
                .filter(stage -> stage.getValue().contains(group))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(ARCHITECTURE);
    }

    /// Its share of the training images.
    static double dataFraction(String stage) {
        return stage.equals(INITIALISATION) || stage.equals(BATCH_SIZE) ? SMALL_SAMPLE : 1;
    }

    static double minGap(String stage) {
        return stage.equals(REGULARISATION) ? OVERFITS : 0;
    }

    static StageSearch search(String stage, Collection<ParameterSpace> parameters) {
        if (stage.equals(ARCHITECTURE)) {
            return StageSearch.ABLATION;
        }
        return combinations(parameters) <= FEW ? StageSearch.GRID : StageSearch.TPE;
    }

    /// All of a grid, or each value by itself, with the point they start from.
    static int trials(StageSearch search, Collection<ParameterSpace> parameters) {
        double trials =
                switch (search) {
                    case GRID -> combinations(parameters) + 1;
                    case ABLATION ->
                            2 + parameters.stream().mapToDouble(p -> values(p, SAMPLES)).sum();
                    case TPE, RANDOM -> TPE_TRIALS;
                };
        return (int) Math.min(trials, MOST_TRIALS);
    }

    static double combinations(Collection<ParameterSpace> parameters) {
        return parameters.stream()
                .mapToDouble(parameter -> values(parameter, Double.POSITIVE_INFINITY))
                .reduce(1, (a, b) -> a * b);
    }

    /// How many values a parameter has; of a range, at most `most`.
    private static double values(ParameterSpace parameter, double most) {
        return switch (parameter) {
            case ParameterSpace.Categorical(var choices, _, _) -> choices.size();
            case ParameterSpace.IntRange range ->
                    Math.min(most, (double) ((range.high() - range.low()) / range.stepOrOne() + 1));
            case ParameterSpace.FloatRange(double low, double high, _, Double step, _) ->
                    Math.min(
                            most,
                            step == null ? Double.POSITIVE_INFINITY : Steps.count(low, high, step));
        };
    }
}
