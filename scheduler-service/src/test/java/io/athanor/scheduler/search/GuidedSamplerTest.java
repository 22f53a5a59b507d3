package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec.Guided;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.StageSearch;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.History.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class GuidedSamplerTest {
    private static final Stage BATCH =
            new Stage("batch-size", List.of("batchSize"), 6, StageSearch.GRID, 0.25, 0);
    private static final Stage RATE =
            new Stage(
                    "learning-rate",
                    List.of("learningRate", "optimizer", "momentum"),
                    12,
                    StageSearch.TPE,
                    1,
                    0);
    private static final Stage NETWORK =
            new Stage("architecture", List.of("depth", "kernel"), 9, StageSearch.ABLATION, 1, 0);
    private static final Stage REGULARISATION =
            new Stage("regularisation", List.of("dropout"), 5, StageSearch.GRID, 1, 0.02);

    private final List<Suggestion.Try> tried = new ArrayList<>();
    private double gap = 0.1;

    @Test
    void goesThroughItsStagesInTheirOrder() {
        run(List.of(BATCH, RATE, NETWORK, REGULARISATION), GuidedSamplerTest::loss);

        assertThat(tried.stream().map(Suggestion.Try::stage).distinct())
                .containsExactly("batch-size", "learning-rate", "architecture", "regularisation");
        // Each begins with the best so far: the first with the defaults, on a sample of the data.
        assertThat(tried.getFirst().point())
                .isEqualTo(Point.of(Map.of("dropout", 0.0, "dataFraction", 0.25)));
    }

    @Test
    void tunesOnlyTheStagesOwnParametersAroundTheBestSoFar() {
        run(List.of(BATCH, RATE), GuidedSamplerTest::loss);

        List<Point> rates =
                tried.stream()
                        .filter(trial -> "learning-rate".equals(trial.stage()))
                        .map(Suggestion.Try::point)
                        .toList();
        assertThat(rates).hasSize(12);
        for (Point point : rates) {
            assertThat(point.values())
                    .containsEntry("batchSize", 128L)
                    .containsEntry("dropout", 0.0)
                    .doesNotContainKeys("depth", "kernel", "dataFraction");
        }
        assertThat(rates.getFirst().values()).doesNotContainKey("learningRate");
    }

    @Test
    void spendsNoTrialOnThePointThatItStartsFromUnderAnotherName() {
        run(List.of(BATCH, NETWORK), GuidedSamplerTest::loss);

        // The default batch size is 64, the default kernel 3.
        assertThat(tried.stream().map(trial -> trial.point().values().get("batchSize")).limit(4))
                .containsExactly(null, 32L, 128L, 256L);
        assertThat(tried)
                .noneMatch(trial -> Long.valueOf(3).equals(trial.point().values().get("kernel")));
    }

    @Test
    void changesOneThingAtATimeWhenItAblatesAndThenAllThatHelped() {
        History history = run(List.of(NETWORK), GuidedSamplerTest::loss);

        List<Point> points = tried.stream().map(Suggestion.Try::point).toList();
        assertThat(points.subList(1, points.size() - 1))
                .allSatisfy(point ->
                        assertThat(
                                        point.values().containsKey("depth")
                                                != point.values().containsKey("kernel"))
                                .isTrue());
        assertThat(points.getLast().values())
                .containsEntry("depth", 4L)
                .containsEntry("kernel", 5L);
        assertThat(history.ended()).hasSize(points.size());
    }

    @Test
    void regularisesOnlyWhatOverfits() {
        gap = 0.01;
        History fits = run(List.of(BATCH, REGULARISATION), GuidedSamplerTest::loss);
        assertThat(tried).noneMatch(trial -> "regularisation".equals(trial.stage()));
        assertThat(reports(List.of(BATCH, REGULARISATION), fits).getLast().state())
                .isEqualTo(StageReport.State.SKIPPED);

        gap = 0.05;
        run(List.of(BATCH, REGULARISATION), GuidedSamplerTest::loss);
        assertThat(tried).anyMatch(trial -> "regularisation".equals(trial.stage()));
    }

    @Test
    void spendsNoMoreThanItsTrialsOnAStageWhereAllOfThemFail() {
        StudySpec study = study(List.of(RATE, NETWORK));
        Sampler sampler = Sampler.of(study);
        History history = History.of(study);
        for (int number = 1; number <= RATE.trials() + 1; number++) {
            Suggestion next = sampler.suggest(number, history);
            assertThat(next).isInstanceOf(Suggestion.Try.class);
            Suggestion.Try trial = (Suggestion.Try) next;
            tried.add(trial);
            history.propose(number, trial.point(), trial.stage());
            history.forget(number);
        }

        assertThat(tried.getLast().stage()).isEqualTo("architecture");
        assertThat(tried).filteredOn(t -> "learning-rate".equals(t.stage())).hasSize(12);
    }

    @Test
    void waitsForTheLastTrialOfAStageBeforeItBeginsTheNext() {
        StudySpec study = study(List.of(BATCH, RATE));
        Sampler sampler = Sampler.of(study);
        History history = History.of(study);
        int number = 1;
        while (sampler.suggest(number, history)
                instanceof Suggestion.Try(Point point, String stage)) {
            history.propose(number++, point, stage);
        }

        assertThat(sampler.suggest(number, history)).isInstanceOf(Suggestion.Wait.class);
        for (int ended = 1; ended < number; ended++) {
            history.end(ended, Outcome.COMPLETED, 1.0 / ended, 5, gap);
        }
        assertThat(sampler.suggest(number, history))
                .isInstanceOfSatisfying(
                        Suggestion.Try.class,
                        next -> assertThat(next.stage()).isEqualTo("learning-rate"));
    }

    @Test
    void goesOnWithWhatItHadWhenAStageFails() {
        run(
                List.of(BATCH, RATE),
                point -> point.values().containsKey("batchSize") ? Double.NaN : 1.0);

        assertThat(tried)
                .filteredOn(trial -> "learning-rate".equals(trial.stage()))
                .isNotEmpty()
                .allSatisfy(
                        trial -> assertThat(trial.point().values()).doesNotContainKey("batchSize"));
    }

    @Test
    void proposesTheSameForTheSameSeedAndHistory() {
        run(List.of(BATCH, RATE, NETWORK), GuidedSamplerTest::loss);
        List<Suggestion.Try> first = List.copyOf(tried);

        run(List.of(BATCH, RATE, NETWORK), GuidedSamplerTest::loss);

        assertThat(tried).isEqualTo(first);
    }

    @Test
    void reportsWhatEachStageBought() {
        List<Stage> stages = List.of(BATCH, RATE, NETWORK, REGULARISATION);
        History history = run(stages, GuidedSamplerTest::loss);

        List<StageReport> reports = reports(stages, history);

        assertThat(reports).extracting(StageReport::state).containsOnly(StageReport.State.OVER);
        assertThat(reports.stream().mapToInt(StageReport::trials).sum()).isEqualTo(tried.size());
        assertThat(reports.getFirst().changed())
                .isEqualTo(Map.of("batchSize", new StageReport.Change(null, 128L)));
        for (StageReport report : reports) {
            assertThat(report.after()).isLessThanOrEqualTo(report.before());
        }
        // Where the share of the data is the same, a stage starts from what the one before reached.
        assertThat(reports.get(2).before()).isEqualTo(reports.get(1).after());
    }

    @Test
    void reportsStagesThatAreYetToCome() {
        List<StageReport> reports =
                reports(List.of(BATCH, RATE), History.of(study(List.of(BATCH, RATE))));

        assertThat(reports)
                .extracting(StageReport::state)
                .containsExactly(StageReport.State.RUNNING, StageReport.State.TO_COME);
        assertThat(reports.getFirst().before()).isNull();
    }

    private History run(List<Stage> stages, ToDoubleFunction<Point> loss) {
        tried.clear();
        StudySpec study = study(stages);
        Sampler sampler = Sampler.of(study);
        History history = History.of(study);
        int number = 1;
        while (sampler.suggest(number, history) instanceof Suggestion.Try next) {
            tried.add(next);
            history.propose(number, next.point(), next.stage());
            history.end(number++, Outcome.COMPLETED, loss.applyAsDouble(next.point()), 5, gap);
        }
        assertThat(sampler.suggest(number, history)).isInstanceOf(Suggestion.Exhausted.class);
        return history;
    }

    private static List<StageReport> reports(List<Stage> stages, History history) {
        return StageReport.of(study(stages), history, false);
    }

    /// Least for batches of 128, a learning rate of 0.01, four blocks and kernels of 5.
    private static double loss(Point point) {
        Map<String, Object> values = point.values();
        double batch = number(values, "batchSize", 64);
        double rate = number(values, "learningRate", 0.001);
        return Math.abs(Math.log(batch / 128))
                + Math.abs(Math.log10(rate / 0.01))
                + 0.1 * Math.abs(number(values, "depth", 2) - 4)
                + 0.1 * Math.abs(number(values, "kernel", 3) - 5)
                + Math.abs(number(values, "dropout", 0.5) - 0.2)
                + (values.containsKey("dataFraction") ? 1 : 0);
    }

    private static double number(Map<String, Object> values, String name, double usual) {
        return values.get(name) instanceof Number number ? number.doubleValue() : usual;
    }

    private static StudySpec study(List<Stage> stages) {
        Map<String, ParameterSpace> space = new LinkedHashMap<>();
        space.put("batchSize", new Categorical(List.of(32L, 64L, 128L, 256L), true, Map.of()));
        space.put("learningRate", new FloatRange(1e-4, 1, true, null, Map.of()));
        space.put("optimizer", new Categorical(List.of("adam", "sgd"), Map.of()));
        space.put(
                "momentum",
                new FloatRange(0, 0.9, false, null, Map.of("optimizer", List.of("sgd"))));
        space.put("depth", new IntRange(1, 4, false, null, Map.of()));
        space.put("kernel", new Categorical(List.of(3L, 5L, 7L), true, Map.of()));
        space.put("dropout", new FloatRange(0, 0.4, false, 0.2, Map.of()));
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_LOSS, Objective.Direction.MINIMIZE),
                new Budget(100, 5, 1),
                5,
                new Guided(stages),
                CurveRules.DEFAULT,
                0,
                Point.of(Map.of()),
                space);
    }
}
