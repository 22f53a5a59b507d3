package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Point;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointsTest {
    private static final Point NOTHING = Point.of(Map.of());

    @Test
    void anEmptyPointHasTheDefaults() {
        assertThat(Points.complete(NOTHING, NOTHING)).isEqualTo(Hyperparameters.DEFAULTS);
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
