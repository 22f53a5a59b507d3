package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Asha;
import io.athanor.contracts.PrunerSpec.Hyperband;
import io.athanor.contracts.Stop;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingPrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return Asha.DEFAULT;
    }

    @Test
    void letsTheFirstComerGoOnAtEveryRung() {
        Pruner pruner = pruner(new Asha(1, 2, 1));
        Standings standings = new Standings(pruner);
        for (int epoch = 1; epoch <= 16; epoch++) {
            List<Double> curve = Collections.nCopies(epoch, 1.0);
            assertThat(pruner.judge(1, curve, standings)).isEmpty();
            standings.record(1, curve);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1 2 4 8 16", "2, 2 4 8 16", "3, 3 6 12"})
    void judgesAtItsRungsOnly(int minEpochs, String rungs) {
        Pruner pruner = pruner(new Asha(minEpochs, 2, 1));
        Standings standings = new Standings(pruner);
        train(standings, 1, Collections.nCopies(20, 1.0));

        List<String> judged =
                IntStream.rangeClosed(1, 20)
                        .filter(epoch ->
                                pruner.judge(2, Collections.nCopies(epoch, 9.0), standings)
                                        .isPresent())
                        .mapToObj(Integer::toString)
                        .toList();

        assertThat(String.join(" ", judged)).isEqualTo(rungs);
    }

    /// Optuna's own test of its rungs: beside .1 to .7, .75 stops at rung 0, .25 is within the best
    /// half there but not in the best half of rung 1, and .05 goes on at all.
    @Test
    void asksForTheBestHalfOfThoseThatCameToARung() {
        Pruner pruner = pruner(new Asha(1, 2, 1));
        Standings standings = new Standings(pruner);
        for (int trial = 1; trial <= 7; trial++) {
            List<Double> values = Collections.nCopies(4, 0.1 * trial);
            for (int epoch = 1; epoch <= (trial <= 3 ? 2 : 1); epoch++) {
                standings.record(trial, values.subList(0, epoch));
            }
        }

        assertThat(rungOf(pruner, standings, 0.75)).isEqualTo(0);
        assertThat(rungOf(pruner, standings, 0.25)).isEqualTo(1);
        assertThat(rungOf(pruner, standings, 0.05)).isEqualTo(-1);
    }

    @Test
    void letsATieGoOn() {
        Pruner pruner = pruner(new Asha(1, 4, 1));
        Standings standings = new Standings(pruner);
        train(standings, 1, List.of(0.5));

        assertThat(pruner.judge(2, List.of(0.5), standings)).isEmpty();
        assertThat(pruner.judge(2, List.of(0.51), standings)).isPresent();
    }

    @Test
    void stopsATrialThatHasNoValueAtARung() {
        Pruner pruner = pruner(new Asha(1, 3, 1));
        Standings standings = new Standings(pruner);

        assertThat(pruner.judge(1, List.of(Double.NaN), standings))
                .hasValueSatisfying(
                        verdict -> assertThat(verdict.values()).doesNotContainKey("value"));
    }

    @Test
    void saysRungRankCutOffAndPeers() {
        Pruner pruner = pruner(new Asha(2, 3, 1));
        Standings standings = new Standings(pruner);
        for (int trial = 1; trial <= 6; trial++) {
            train(standings, trial, List.of(9.0, 0.1 * trial));
        }

        Verdict verdict = pruner.judge(7, List.of(9.0, 0.35), standings).orElseThrow();

        assertThat(verdict.rule()).isEqualTo(Stop.Rule.ASHA);
        assertThat(verdict.values()).containsEntry("value", 0.35).containsEntry("cutOff", 0.2);
        assertThat(verdict.counts())
                .containsEntry("rung", 0.0)
                .containsEntry("epoch", 2.0)
                .containsEntry("rank", 4.0)
                .containsEntry("goOn", 2.0)
                .containsEntry("peers", 6.0);
    }

    @ParameterizedTest
    @CsvSource({"1, 81, 3, 5", "1, 80, 3, 4", "1, 1, 3, 1", "2, 16, 2, 4", "1, 243, 3, 6"})
    void countsHyperbandsBracketsInWholeNumbers(int min, int max, int factor, int brackets) {
        assertThat(HalvingPruner.brackets(min, max, factor)).isEqualTo(brackets);
    }

    @Test
    void dealsTrialsOutAmongHyperbandsBracketsAsOptunaDoes() {
        HalvingPruner pruner = (HalvingPruner) pruner(new Hyperband(1, 3));

        assertThat(IntStream.range(0, 5).map(pruner::share)).containsExactly(81, 34, 15, 8, 5);
        assertThat(IntStream.rangeClosed(1, 12).map(pruner::bracket))
                .containsExactly(0, 0, 0, 0, 2, 3, 1, 1, 0, 0, 0, 1);
    }

    @Test
    void comparesATrialOnlyWithThoseOfItsBracket() {
        Pruner pruner = pruner(new Hyperband(1, 3));
        Standings standings = new Standings(pruner);
        // Trials 1 and 2 are of bracket 0, trial 7 of bracket 1: its first rung is at epoch 3.
        train(standings, 1, Collections.nCopies(4, 0.1));
        List<Double> bad = Collections.nCopies(3, 0.9);

        assertThat(pruner.judge(2, bad, standings)).isPresent();
        assertThat(pruner.judge(7, bad.subList(0, 1), standings)).isEmpty();
        assertThat(pruner.judge(7, bad, standings)).isEmpty();
        train(standings, 8, Collections.nCopies(4, 0.1));
        assertThat(pruner.judge(7, bad, standings))
                .hasValueSatisfying(
                        verdict -> assertThat(verdict.rule()).isEqualTo(Stop.Rule.HYPERBAND));
    }

    /// The rung at which a trial with that value stops; -1 where it does not, up to epoch 4.
    private static int rungOf(Pruner pruner, Standings standings, double value) {
        for (int epoch = 1; epoch <= 4; epoch++) {
            var verdict = pruner.judge(8, Collections.nCopies(epoch, value), standings);
            if (verdict.isPresent()) {
                return verdict.get().counts().get("rung").intValue();
            }
        }
        return -1;
    }
}
