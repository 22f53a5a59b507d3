package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.History.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The points, their values and the golden importances come from running Optuna 5.0.0.dev
/// (1d8ce7bb, with scikit-learn 1.9.1) with its random sampler; forests differ by the seed.
class ImportancesTest {
    private static final Map<String, ParameterSpace> TWO =
            new TreeMap<>(
                    Map.of(
                            "x1", new FloatRange(-10, 10, false, null, Map.of()),
                            "x2", new FloatRange(-10, 10, false, null, Map.of())));

    @Test
    void findsTheOneParameterThatMatters() throws IOException {
        Importances found = importances(TWO, "linear");

        assertThat(found.trials()).isEqualTo(100);
        assertThat(found.pedAnova().get("x1")).isCloseTo(0.98986, within(1e-4));
        assertThat(found.fanova().get("x1")).isCloseTo(0.9999, within(0.003));
        assertThat(found.fanova().get("x2")).isLessThan(0.003);
    }

    @Test
    void answersTwoDifferentQuestions() throws IOException {
        Importances found =
                importances(
                        new TreeMap<>(
                                Map.of(
                                        "x", new IntRange(0, 2, false, null, Map.of()),
                                        "y", new FloatRange(-1, 1, false, null, Map.of()),
                                        "z", new FloatRange(0, 1.5, false, null, Map.of()))),
                        "powers");

        assertThat(found.pedAnova().get("z")).isCloseTo(0.91457, within(1e-4));
        assertThat(found.pedAnova().get("x")).isCloseTo(0.07983, within(1e-4));
        assertThat(found.pedAnova().get("y")).isCloseTo(0.00560, within(1e-4));
        assertThat(found.fanova().get("x")).isCloseTo(0.558, within(0.02));
        assertThat(found.fanova().get("z")).isCloseTo(0.422, within(0.02));
        assertThat(found.fanova().get("y")).isCloseTo(0.020, within(0.005));
    }

    @Test
    void weighsChoicesLogarithmsAndWhatHangsOnAChoice() throws IOException {
        Map<String, ParameterSpace> space = new LinkedHashMap<>();
        space.put("kind", new Categorical(List.of("a", "b", "c"), Map.of()));
        space.put("rate", new FloatRange(1e-4, 1, true, null, Map.of()));
        space.put("units", new IntRange(1, 64, true, null, Map.of()));
        space.put("inner", new FloatRange(0, 1, false, null, Map.of("kind", List.of("b"))));

        Importances found = importances(space, "conditional");

        assertThat(found.pedAnova().get("rate")).isCloseTo(0.56395, within(1e-4));
        assertThat(found.pedAnova().get("units")).isCloseTo(0.30452, within(1e-4));
        assertThat(found.pedAnova().get("kind")).isCloseTo(0.12208, within(1e-4));
        assertThat(found.pedAnova().get("inner")).isCloseTo(0.00945, within(1e-4));
        assertThat(found.fanova()).containsOnlyKeys("kind", "rate", "units");
        // Optuna, which has an axis for each choice: 0.85, 0.13 and 0.01.
        assertThat(found.fanova().get("rate")).isGreaterThan(0.7);
        assertThat(found.fanova().get("kind")).isBetween(0.1, 0.3);
        assertThat(found.fanova().get("units")).isLessThan(0.05);
    }

    @Test
    void saysNothingWhereThereIsNothingToCompare() {
        StudySpec study = new RandomSamplerTest().study(TWO, 11);
        History history = History.of(study);
        history.propose(1, Point.of(Map.of("x1", 1.0, "x2", 2.0)), null);
        history.end(1, Outcome.COMPLETED, 3, 1, 0);

        Importances found = Importances.of(study, history);

        assertThat(found.pedAnova()).isEqualTo(Map.of("x1", 0.0, "x2", 0.0));
        assertThat(found.fanova()).isEmpty();
    }

    private static Importances importances(Map<String, ParameterSpace> parameters, String golden)
            throws IOException {
        StudySpec study = new RandomSamplerTest().study(parameters, 11);
        History history = History.of(study);
        List<String> lines = lines(golden);
        List<String> names = List.of(lines.getFirst().split(",", -1));
        for (int number = 1; number < lines.size(); number++) {
            String[] cells = lines.get(number).split(",", -1);
            Map<String, Object> point = new LinkedHashMap<>();
            for (int i = 0; i < cells.length - 1; i++) {
                if (!cells[i].isEmpty()) {
                    point.put(names.get(i), value(cells[i]));
                }
            }
            history.propose(number, Point.of(point), null);
            history.end(
                    number, Outcome.COMPLETED, Double.parseDouble(cells[cells.length - 1]), 1, 0);
        }
        return Importances.of(study, history);
    }

    private static Object value(String cell) {
        return cell.matches("[a-z]") ? cell : (Object) Double.valueOf(cell);
    }

    private static List<String> lines(String golden) throws IOException {
        try (InputStream in =
                ImportancesTest.class.getResourceAsStream("/importances/" + golden + ".csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
