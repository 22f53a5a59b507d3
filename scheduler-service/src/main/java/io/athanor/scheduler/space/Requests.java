package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what people post. Each method throws [InvalidRequest] with every fault at once.
public final class Requests {
    static final int DEFAULT_EPOCHS = 5;
    static final int DEFAULT_RETRIES = 2;
    private static final long LARGEST_SEED = (1L << 53) - 1;
    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();

    private Requests() {}

    /// A study, as `POST /api/v1/studies` has it.
    public static NewStudy study(JsonNode body, KnownDataSets dataSets) {
        Faults faults = new Faults();
        NewStudy study = StudyReader.read(new Fields(body, "", faults), dataSets, faults);
        faults.throwIfAny();
        return study;
    }

    /// One trial by itself: a study of one trial, whose point is enqueued.
    public static NewStudy trial(JsonNode body, KnownDataSets dataSets) {
        Faults faults = new Faults();
        Fields fields = new Fields(body, "", faults);
        Optional<StudyId> name = name(fields);
        Point point =
                PointReader.read(
                        fields.take("hyperparameters").orElse(EMPTY), "hyperparameters", faults);
        StudySpec spec =
                new StudySpec(
                        fields.read("dataset", dataSets.allowed(), dataSets.usual()),
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        new Budget(
                                1, fields.whole("epochs", 1, Budget.MAX_EPOCHS, DEFAULT_EPOCHS), 1),
                        seed(fields),
                        new SamplerSpec.ByHand(),
                        curveRules(fields, faults),
                        retries(fields),
                        Point.of(Map.of()),
                        Map.of());
        fields.end();
        refuseObstacle(faults, "hyperparameters", dataSets, spec, point);
        faults.throwIfAny();
        return new NewStudy(name, spec, List.of(point));
    }

    /// A point that somebody enqueues. It may set any hyperparameter, in the study's space or not;
    /// what it leaves out has the study's fixed value or the default.
    ///
    /// @param study it goes to
    public static Point point(JsonNode body, StudySpec study, KnownDataSets dataSets) {
        Faults faults = new Faults();
        Fields fields = new Fields(body, "", faults);
        Point point = Point.of(Map.of());
        if (fields.absent("hyperparameters")) {
            faults.missing("hyperparameters", "an object of hyperparameters");
        }
        Optional<JsonNode> hyperparameters = fields.take("hyperparameters");
        if (hyperparameters.isPresent()) {
            point = PointReader.read(hyperparameters.get(), "hyperparameters", faults);
        }
        fields.end();
        refuseObstacle(faults, "hyperparameters", dataSets, study, point);
        faults.throwIfAny();
        return point;
    }

    /// What a study's owner changes, in the study's own shape.
    public static StudyChange change(JsonNode body) {
        Faults faults = new Faults();
        Fields fields = new Fields(body, "", faults);
        Fields budget = fields.object("budget");
        StudyChange change =
                new StudyChange(
                        budget.whole("trials", 1, Budget.MAX_TRIALS).orElse(null),
                        budget.whole("parallelism", 1, Budget.MAX_PARALLELISM).orElse(null),
                        fields.read("paused", new Allowed.Flag()).orElse(null));
        budget.end();
        fields.end();
        faults.throwIfAny();
        return change;
    }

    /// What the owner of an accepted study should know: what will not do what its name says, and
    /// which trials cannot be trained.
    public static List<String> warnings(NewStudy study, KnownDataSets dataSets) {
        return Warnings.of(dataSets.get(study.spec().dataset()), study);
    }

    /// Notes what keeps `point` from being trained, where everything else is right.
    static void refuseObstacle(
            Faults faults, String at, KnownDataSets dataSets, StudySpec study, Point point) {
        if (faults.none()) {
            Feasibility.obstacle(dataSets.get(study.dataset()), study.fixed(), point)
                    .ifPresent(obstacle -> refuse(faults, at, obstacle));
        }
    }

    static void refuse(Faults faults, String at, Feasibility.Obstacle obstacle) {
        String field = at + "." + obstacle.name();
        faults.note(field, null, "what can be trained", field + " " + obstacle.problem());
    }

    static Optional<StudyId> name(Fields fields) {
        return fields.read("name", new Allowed.StudyName()).map(StudyId::new);
    }

    static long seed(Fields fields) {
        return fields.read("seed", new Allowed.Whole(0, LARGEST_SEED), 0L);
    }

    static int retries(Fields fields) {
        return fields.whole("maxRetries", 0, 10, DEFAULT_RETRIES);
    }

    static CurveRules curveRules(Fields fields, Faults faults) {
        return CurveRulesReader.read(fields.object("curveRules"), faults);
    }
}
