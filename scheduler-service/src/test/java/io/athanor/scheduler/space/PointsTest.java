package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Block;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Point;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointsTest {
    private static final Point NOTHING = Point.of(Map.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Some count only beside others.
    private static final List<Map<String, Object>> SURROUNDINGS =
            Stream.of(
                            "constant",
                            "reduce-on-plateau",
                            "step",
                            "multi-step",
                            "exponential",
                            "cosine",
                            "cosine-restarts",
                            "one-cycle")
                    .<Map<String, Object>>map(
                            type -> Map.of("schedule.type", type, "pretrained.trial", "earlier-3"))
                    .toList();

    static Stream<Hyperparameter<?>> hyperparameters() {
        return Catalogue.ALL.stream();
    }

    @Test
    void anEmptyPointHasTheDefaults() {
        assertThat(Points.complete(NOTHING, NOTHING)).isEqualTo(Hyperparameters.DEFAULTS);
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void everyHyperparameterArrives(Hyperparameter<?> known) {
        String name = known.at(2).name();
        String path = ("/" + name).replace('.', '/').replace("/2", "/1");

        assertThat(SURROUNDINGS)
                .anySatisfy(others ->
                        assertThat(others(known))
                                .anySatisfy(value -> {
                                    Hyperparameters with = complete(others, name, value);
                                    assertThat(with).isNotEqualTo(complete(others));
                                    JsonNode shown = JSON.<JsonNode>valueToTree(with).at(path);
                                    assertThat(shown.asText(""))
                                            .isIn(String.valueOf(value), "")
                                            .as("%s, where it is shown by this name", name);
                                }));
    }

    @Test
    void aBlockHasWhatAllBlocksHaveUnlessItSaysOtherwise() {
        Hyperparameters asked =
                complete(
                        Map.of(
                                "depth", 4,
                                "filters", 10,
                                "filterGrowth", 1.5,
                                "kernel", 5,
                                "blocks.2.kernel", 1,
                                "blocks.3.filters", 99));

        assertThat(asked.blocks()).extracting(Block::filters).containsExactly(10, 15, 99, 34);
        assertThat(asked.blocks()).extracting(Block::kernel).containsExactly(5, 1, 5, 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"network\": \"se-cca\", \"hiddenUnits\": 256}",
                "{\"schedule\": {\"type\": \"multi-step\", \"milestones\": [3, 9]}, \"depth\": 1}",
                "{\"schedule\": \"one-cycle\", \"loss\": {\"type\": \"focal\", \"classWeights\": [1, 2]}}",
                "{\"blocks\": [{\"filters\": 8}, {\"attention\": \"se\"}, {}, {\"dropout\": 0.1}],"
                        + " \"pretrained\": {\"trial\": \"a-1\"}}"
            })
    void whatAServiceShowsCanBePostedAgainAndMeansTheSame(String asked) throws IOException {
        Hyperparameters first = Points.complete(NOTHING, read(JSON.readTree(asked)));

        Hyperparameters second = Points.complete(NOTHING, read(JSON.valueToTree(first)));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void thePointWinsOverTheFixedValues() {
        Hyperparameters hyperparameters =
                Points.complete(
                        Point.of(Map.of("dropout", 0.1, "batchSize", 16)),
                        Point.of(Map.of("dropout", 0.2)));

        assertThat(hyperparameters.dropout()).isEqualTo(0.2);
        assertThat(hyperparameters.batchSize()).isEqualTo(16);
    }

    @Test
    void refusesAValueThatNoRequestMayHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Points.complete(NOTHING, Point.of(Map.of("optimizer", "lion"))))
                .withMessage("optimizer lion: one of sgd, adam, adamw, rmsprop, adam-then-sgd");
    }

    @ParameterizedTest
    @MethodSource("hyperparameters")
    void everyDefaultIsAllowed(Hyperparameter<?> known) {
        Object fallback = known.fallback();
        if (fallback == null) {
            assertThat(known.about()).as("says what it is instead").isNotEmpty();
        } else {
            assertThat(known.allowed().accept(fallback).map(Object.class::cast)).contains(fallback);
        }
    }

    private static Hyperparameters complete(Map<String, Object> values) {
        return Points.complete(NOTHING, Point.of(values));
    }

    private static Hyperparameters complete(Map<String, Object> others, String name, Object value) {
        Map<String, Object> values = new HashMap<>(others);
        values.put(name, value);
        return complete(values);
    }

    private static Point read(JsonNode hyperparameters) {
        Faults faults = new Faults();
        Point point = PointReader.read(hyperparameters, "hyperparameters", faults);
        faults.throwIfAny();
        return point;
    }

    /// Allowed values that are not the default.
    private static List<?> others(Hyperparameter<?> known) {
        return Stream.of(
                        true,
                        false,
                        5L,
                        2L,
                        0.25,
                        1.25,
                        "other-4",
                        "se-cca",
                        "average",
                        "valid",
                        "se",
                        "after-conv",
                        "tanh",
                        "normal",
                        "out",
                        "last",
                        "mse",
                        "rmsprop",
                        "iteration",
                        "max",
                        "abs",
                        "epoch",
                        "cosine")
                .flatMap(value -> known.allowed().accept(value).stream())
                .filter(value -> !value.equals(known.fallback()))
                .toList();
    }
}
