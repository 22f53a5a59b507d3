package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Network;
import io.athanor.contracts.Optimizer;
import io.athanor.contracts.Point;
import io.athanor.contracts.Schedule;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointsTest {
    private static final Point NOTHING = Point.of(Map.of());

    @Test
    void anEmptyPointHasTheDefaults() {
        assertThat(Points.complete(NOTHING, NOTHING))
                .isEqualTo(
                        new Hyperparameters(
                                Network.CNN,
                                Optimizer.ADAM,
                                0.001,
                                0,
                                0,
                                64,
                                0.5,
                                new Schedule.Constant()));
    }

    @Test
    void everyHyperparameterArrives() {
        Point point =
                Point.of(
                        Map.ofEntries(
                                Map.entry("network", "simple-cnn"),
                                Map.entry("optimizer", "sgd"),
                                Map.entry("learningRate", 0.2),
                                Map.entry("momentum", 0.9),
                                Map.entry("weightDecay", 0.01),
                                Map.entry("batchSize", 32),
                                Map.entry("dropout", 0.25),
                                Map.entry("schedule.type", "reduce-on-plateau"),
                                Map.entry("schedule.patience", 7),
                                Map.entry("schedule.factor", 0.1),
                                Map.entry("schedule.minLearningRate", 1e-5)));

        assertThat(point.values().keySet()).containsExactlyInAnyOrderElementsOf(Catalogue.names());
        assertThat(Points.complete(NOTHING, point))
                .isEqualTo(
                        new Hyperparameters(
                                Network.SIMPLE_CNN,
                                Optimizer.SGD,
                                0.2,
                                0.9,
                                0.01,
                                32,
                                0.25,
                                new Schedule.ReduceOnPlateau(7, 0.1, 1e-5)));
    }

    @Test
    void reduceOnPlateauHasItsOwnDefaults() {
        assertThat(
                        Points.complete(
                                        Point.of(Map.of("schedule.type", "reduce-on-plateau")),
                                        NOTHING)
                                .schedule())
                .isEqualTo(new Schedule.ReduceOnPlateau(3, 0.5, 0));
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
                .withMessage("optimizer lion: one of sgd, adam");
    }

    @Test
    void everyDefaultIsAllowed() {
        assertThat(Catalogue.ALL)
                .allSatisfy(known ->
                        assertThat(known.allowed().accept(known.fallback()))
                                .hasValueSatisfying(value ->
                                        assertThat((Object) value).isEqualTo(known.fallback())));
    }
}
