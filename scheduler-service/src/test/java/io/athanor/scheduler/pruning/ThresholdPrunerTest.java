package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Threshold;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdPrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return new Threshold(0.01, 2.8, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "MINIMIZE, 0.1, true, 0.2",
        "MINIMIZE, 0.2, false, 0",
        "MINIMIZE, 0.9, false, 0",
        "MINIMIZE, 0.91, true, 0.9",
        "MAXIMIZE, 0.1, true, 0.2",
        "MAXIMIZE, 0.9, false, 0",
        "MAXIMIZE, 0.95, true, 0.9",
        "MAXIMIZE, NaN, true, 0"
    })
    void stopsBeyondItsBounds(Direction direction, double value, boolean stops, double bound) {
        Pruner pruner = Pruner.of(STUDY, study(new Threshold(0.2, 0.9, 2), direction));
        Standings standings = new Standings(pruner);
        double turned = direction == Direction.MAXIMIZE ? -value : value;

        var verdict = pruner.judge(1, List.of(0.5, turned), standings);

        assertThat(verdict.isPresent()).isEqualTo(stops);
        if (bound > 0) {
            assertThat(verdict.orElseThrow().toStop(direction, 1).evidence())
                    .containsEntry("bound", bound);
        }
        assertThat(pruner.judge(1, List.of(turned), standings)).as("too early").isEmpty();
    }
}
