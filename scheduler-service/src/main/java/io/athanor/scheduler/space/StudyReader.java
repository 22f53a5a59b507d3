package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.Budget;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a study; what is left out has its default.
final class StudyReader {
    static final int MAX_POINTS = 1_000;
    private static final int DEFAULT_TRIALS = 20;
    private static final Point NOTHING = Point.of(Map.of());
    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();
    private static final WireNames<Objective.Metric> METRICS = WireNames.of(Objective.Metric.class);
    private static final WireNames<Objective.Direction> DIRECTIONS =
            WireNames.of(Objective.Direction.class);
    private static final int MOST_REPEATS = 100;

    private StudyReader() {}

    static NewStudy read(Fields fields, KnownDataSets dataSets, Faults faults) {
        Optional<StudyId> name = Requests.name(fields);
        String dataset = fields.read("dataset", dataSets.allowed(), dataSets.usual());
        Objective objective = objective(fields.object("objective"));
        long seed = Requests.seed(fields);
        Point fixed = PointReader.read(fields.take("fixed").orElse(EMPTY), "fixed", faults);
        boolean tutorial = SamplerReader.isGuided(fields) && fields.absent("space");
        JsonNode asked = tutorial ? TutorialSpace.without(fixed) : EMPTY;
        Map<String, ParameterSpace> space =
                SpaceReader.read(fields.take("space").orElse(asked), fixed, faults);
        SamplerSpec sampler = SamplerReader.read(fields.object("sampler"), space, tutorial, faults);
        if (tutorial && sampler instanceof SamplerSpec.Guided(var stages)) {
            space.keySet()
                    .removeIf(parameter ->
                            stages.stream()
                                    .noneMatch(stage -> stage.parameters().contains(parameter)));
        }
        int repeats = fields.whole("repeats", 1, MOST_REPEATS, 1);
        Budget budget =
                budget(fields, repeats, trials(sampler, fields, space, faults) * repeats, faults);
        List<Point> points = points(fields, budget, faults);
        StudySpec spec =
                new StudySpec(
                        dataset,
                        objective,
                        budget,
                        seed,
                        sampler,
                        PrunerReader.read(fields.object("pruner"), budget.epochs(), faults),
                        Requests.curveRules(fields, faults),
                        endWhen(fields.object("endWhen")),
                        repeats,
                        fields.read("warmStart", new Allowed.StudyName())
                                .map(StudyId::new)
                                .orElse(null),
                        Requests.retries(fields),
                        fixed,
                        space);
        fields.end();
        refuseObstacles(spec, points, dataSets, faults);
        return new NewStudy(name, spec, points);
    }

    private static void refuseObstacles(
            StudySpec spec, List<Point> points, KnownDataSets dataSets, Faults faults) {
        boolean validation =
                switch (spec.objective().metric()) {
                    case VALIDATION_ACCURACY, VALIDATION_LOSS -> true;
                    case TEST_ACCURACY, TEST_LOSS, TRAIN_ACCURACY, TRAIN_LOSS -> false;
                };
        if (validation && Points.complete(spec.fixed(), NOTHING).validationFraction() == 0) {
            faults.missing(
                    "fixed.validationFraction",
                    "above 0, for an objective on images that are held out");
        }
        if (!faults.none()) {
            return;
        }
        Feasibility.obstacle(dataSets.get(spec.dataset()), spec.fixed(), spec.space())
                .ifPresent(obstacle ->
                        Requests.refuse(
                                faults,
                                spec.space().containsKey(obstacle.name()) ? "space" : "fixed",
                                obstacle));
        for (int i = 0; i < points.size(); i++) {
            Requests.refuseObstacle(
                    faults, "points[%d]".formatted(i), dataSets, spec, points.get(i));
        }
    }

    private static Objective objective(Fields fields) {
        Objective.Metric metric =
                fields.constant("metric", METRICS).orElse(Objective.Metric.TEST_ACCURACY);
        Objective objective =
                new Objective(
                        metric,
                        fields.constant("direction", DIRECTIONS).orElse(metric.direction()));
        fields.end();
        return objective;
    }

    private static EndWhen endWhen(Fields fields) {
        EndWhen endWhen =
                new EndWhen(
                        fields.read("target", Allowed.from(-1e6, 1e6)).orElse(null),
                        fields.whole("noImprovement", 1, Budget.MAX_TRIALS).orElse(null),
                        fields.whole("maxFailedTrials", 0, Budget.MAX_TRIALS).orElse(null));
        fields.end();
        return endWhen;
    }

    /// The points of a study that does not say how many: all of a grid or of the stages, and 20
    /// otherwise.
    private static int trials(
            SamplerSpec sampler, Fields fields, Map<String, ParameterSpace> space, Faults faults) {
        boolean needsNone =
                sampler instanceof SamplerSpec.ByHand
                        || (sampler instanceof SamplerSpec.Guided && fields.absent("space"));
        if (!needsNone && fields.empty("space")) {
            faults.missing("space", "at least one hyperparameter, or the sampler by-hand");
        }
        return switch (sampler) {
            case SamplerSpec.Grid _ -> (int) Math.min(GridSize.count(space, faults), GridSize.MAX);
            case SamplerSpec.Guided(var stages) ->
                    Math.max(1, stages.stream().mapToInt(SamplerSpec.Stage::trials).sum());
            case SamplerSpec.Random _,
                    SamplerSpec.Sobol _,
                    SamplerSpec.Tpe _,
                    SamplerSpec.ByHand _ ->
                    DEFAULT_TRIALS;
        };
    }

    private static Budget budget(Fields study, int repeats, int trials, Faults faults) {
        Fields fields = study.object("budget");
        Budget budget =
                new Budget(
                        fields.whole(
                                "trials",
                                1,
                                Budget.MAX_TRIALS,
                                Math.min(trials, Budget.MAX_TRIALS)),
                        fields.whole("epochs", 1, Budget.MAX_EPOCHS, Requests.DEFAULT_EPOCHS),
                        fields.whole("parallelism", 1, Budget.MAX_PARALLELISM, 1));
        if (budget.trials() % repeats != 0) {
            faults.refuse(
                    fields.at("trials"),
                    fields.node("trials"),
                    "a multiple of repeats, %d".formatted(repeats));
        }
        fields.end();
        return budget;
    }

    private static List<Point> points(Fields fields, Budget budget, Faults faults) {
        List<Point> points = new ArrayList<>();
        JsonNode list = fields.take("points").orElseGet(JsonNodeFactory.instance::arrayNode);
        int most = Math.min(MAX_POINTS, budget.trials());
        if (!list.isArray()) {
            faults.refuse("points", list, "a list of objects of hyperparameters");
        } else if (list.size() > most) {
            faults.refuse(
                    "points",
                    JsonNodeFactory.instance.numberNode(list.size()),
                    "at most %d points, and no more than budget.trials".formatted(MAX_POINTS));
        } else {
            for (int i = 0; i < list.size(); i++) {
                points.add(PointReader.read(list.get(i), "points[%d]".formatted(i), faults));
            }
        }
        return points;
    }
}
