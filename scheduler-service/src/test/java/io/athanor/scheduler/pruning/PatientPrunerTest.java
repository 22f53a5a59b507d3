package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Asha;
import io.athanor.contracts.PrunerSpec.None;
import io.athanor.contracts.PrunerSpec.Patient;
import io.athanor.contracts.Stop;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientPrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return new Patient(Asha.DEFAULT, 1, 0);
    }

    /// Optuna's table for its `PatientPruner` that wraps none; steps count from 0 there, epochs
    /// from 1 here.
    @ParameterizedTest
    @CsvSource({
        "0, 0, MAXIMIZE, 1 0, 2",
        "1, 0, MAXIMIZE, 2 1 0, 3",
        "0, 1, MAXIMIZE, 1 0, 0",
        "1, 1, MAXIMIZE, 3 2 1 0, 4",
        "1, 1, MINIMIZE, 0 1 2 3, 4",
        "2, 0, MINIMIZE, 5 5 5 5 5 5, 0"
    })
    void stopsWhereOptunaDoes(
            int patience, double minDelta, Direction direction, String values, int stopsAt) {
        Pruner pruner =
                Pruner.of(STUDY, study(new Patient(new None(), patience, minDelta), direction));
        Standings standings = new Standings(pruner);
        List<Double> curve =
                Stream.of(values.split(" "))
                        .map(Double::valueOf)
                        .map(value -> direction == Direction.MAXIMIZE ? -value : value)
                        .toList();

        int stopped = 0;
        for (int epoch = curve.size(); epoch >= 1; epoch--) {
            if (pruner.judge(1, curve.subList(0, epoch), standings).isPresent()) {
                stopped = epoch;
            }
        }

        assertThat(stopped).isEqualTo(stopsAt);
    }

    @Test
    void leavesTheVerdictToThePrunerThatItWraps() {
        Pruner pruner = pruner(spec());
        Standings standings = new Standings(pruner);
        train(standings, 1, List.of(0.1, 0.1, 0.1));

        // Asha would stop both; only the second has become worse.
        assertThat(pruner.judge(2, List.of(0.9, 0.8, 0.7), standings)).isEmpty();
        assertThat(pruner.judge(2, List.of(0.9, 1.0, 1.1), standings))
                .hasValueSatisfying(verdict -> {
                    assertThat(verdict.rule()).isEqualTo(Stop.Rule.ASHA);
                    assertThat(verdict.counts()).containsEntry("patience", 1.0);
                });
    }
}
