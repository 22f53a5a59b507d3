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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    List<Point> suggestions(Map<String, ParameterSpace> space, long seed, int count) {
        Sampler sampler = Sampler.of(study(space, seed));
        Set<Point> tried = new HashSet<>();
        return java.util.stream.IntStream.rangeClosed(1, count)
                .mapToObj(number -> {
                    Optional<Point> point = sampler.suggest(number, tried);
                    point.ifPresent(tried::add);
                    return point.orElseThrow();
                })
                .toList();
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
