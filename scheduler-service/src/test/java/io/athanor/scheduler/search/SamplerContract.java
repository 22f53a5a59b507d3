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
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.History.Outcome;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every sampler that proposes must do.
abstract class SamplerContract {
    /// Conditions are written before what they depend on, as people may.
    static final Map<String, ParameterSpace> FINITE = finite();

    abstract SamplerSpec sampler();

    @Test
    void suggestsTheSameForTheSameSeedNumberAndHistory() {
        assertThat(suggestions(FINITE, 7, 10)).isEqualTo(suggestions(FINITE, 7, 10));
        assertThat(suggestions(FINITE, 7, 10)).isNotEqualTo(suggestions(FINITE, 8, 10));
    }

    @Test
    void neverRepeatsAPointBeforeTheSpaceIsExhausted() {
        List<Point> all = suggestions(FINITE, 3, 18);

        assertThat(new HashSet<>(all)).hasSize(18);
    }

    @Test
    void staysInTheSpaceAndSetsAParameterOnlyWhereItsConditionHolds() {
        for (Point point : suggestions(FINITE, 3, 18)) {
            Map<String, Object> values = point.values();
            assertThat(values.get("optimizer")).isIn("adam", "sgd");
            assertThat((Long) values.get("batchSize")).isIn(32L, 64L, 96L);
            boolean sgd = values.get("optimizer").equals("sgd");
            assertThat(values.containsKey("momentum")).isEqualTo(sgd);
            if (sgd) {
                assertThat((Double) values.get("momentum")).isBetween(0.0, 0.9);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void suggestsSomethingWhateverBecameOfTheTrialsBefore(Outcome outcome) {
        for (int trials : new int[] {0, 1, 12}) {
            History history = History.of(study(FINITE, 5));
            List<Point> before = suggestions(FINITE, 5, trials);
            for (int i = 0; i < trials; i++) {
                history.propose(i + 1, before.get(i), null);
                history.end(i + 1, outcome, Double.NaN, 0, Double.NaN);
            }

            Point next = suggested(Sampler.of(study(FINITE, 5)).suggest(trials + 1, history));

            assertThat(next.values()).containsKeys("batchSize", "optimizer");
            assertThat(before).doesNotContain(next);
        }
    }

    @Test
    void suggestsSomethingWhenNoTrialBeforeToldAnything() {
        History history = tried(study(FINITE, 5), suggestions(FINITE, 5, 12));
        IntStream.rangeClosed(1, 12).forEach(history::forget);

        assertThat(Sampler.of(study(FINITE, 5)).suggest(13, history))
                .isInstanceOf(Suggestion.Try.class);
    }

    @Test
    void isNotMovedByTheOrderInWhichTrialsEnd() {
        List<Point> points = suggestions(FINITE, 9, 12);
        History forwards = tried(study(FINITE, 9), points);
        History backwards = tried(study(FINITE, 9), points);
        for (int i = 1; i <= 12; i++) {
            forwards.end(i, Outcome.COMPLETED, 1.0 / i, 3, 0);
            backwards.end(13 - i, Outcome.COMPLETED, 1.0 / (13 - i), 3, 0);
        }
        Sampler sampler = Sampler.of(study(FINITE, 9));

        assertThat(sampler.suggest(13, backwards)).isEqualTo(sampler.suggest(13, forwards));
    }

    List<Point> suggestions(Map<String, ParameterSpace> space, long seed, int count) {
        Sampler sampler = Sampler.of(study(space, seed));
        History history = History.of(study(space, seed));
        return java.util.stream.IntStream.rangeClosed(1, count)
                .mapToObj(number -> {
                    Point point = suggested(sampler.suggest(number, history));
                    history.propose(number, point, null);
                    return point;
                })
                .toList();
    }

    static Point suggested(Suggestion suggestion) {
        assertThat(suggestion).isInstanceOf(Suggestion.Try.class);
        return ((Suggestion.Try) suggestion).point();
    }

    static History tried(StudySpec study, List<Point> points) {
        History history = History.of(study);
        for (int i = 0; i < points.size(); i++) {
            history.propose(i + 1, points.get(i), null);
        }
        return history;
    }

    StudySpec study(Map<String, ParameterSpace> space, long seed) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                new Budget(10, 2, 1),
                seed,
                sampler(),
                CurveRules.DEFAULT,
                0,
                Point.of(Map.of("network", "cnn")),
                space);
    }

    /// 3 batch sizes x (adam + sgd with 5 momenta): 18 points.
    private static Map<String, ParameterSpace> finite() {
        Map<String, ParameterSpace> space = new LinkedHashMap<>();
        space.put(
                "momentum",
                new FloatRange(0.0, 0.9, false, 0.225, Map.of("optimizer", List.of("sgd"))));
        space.put("batchSize", new IntRange(32, 96, false, 32L, Map.of()));
        space.put("optimizer", new Categorical(List.of("adam", "sgd"), Map.of()));
        return space;
    }
}
