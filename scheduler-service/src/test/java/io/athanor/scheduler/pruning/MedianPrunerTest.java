package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Average;
import io.athanor.contracts.PrunerSpec.Median;
import io.athanor.contracts.PrunerSpec.Peers;
import io.athanor.contracts.PrunerSpec.Percentile;
import io.athanor.contracts.Stop;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MedianPrunerTest extends PrunerContract {

    @Override
    PrunerSpec spec() {
        return Median.DEFAULT;
    }

    @Test
    void stopsNobodyWhileThereAreTooFewPeers() {
        assertThat(judge(median(Average.STEP, 1, 3), List.of(9.0), 1.0, 2.0)).isFalse();
        assertThat(judge(median(Average.STEP, 1, 3), List.of(9.0), 1.0, 2.0, 3.0)).isTrue();
    }

    @Test
    void stopsNobodyBeforeTheFirstEpochThatIsJudged() {
        PrunerSpec fromThird = median(Average.STEP, 3, 1);

        assertThat(judge(fromThird, List.of(9.0, 9.0), 1.0)).isFalse();
        assertThat(judge(fromThird, List.of(9.0, 9.0, 9.0), 1.0)).isTrue();
    }

    @Test
    void letsATrialGoOnThatIsAsGoodAsTheMedian() {
        assertThat(judge(median(Average.STEP, 1, 1), List.of(2.0), 1.0, 2.0, 3.0)).isFalse();
        assertThat(judge(median(Average.STEP, 1, 1), List.of(2.01), 1.0, 2.0, 3.0)).isTrue();
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(judge(median(Average.STEP, 1, 1), List.of(2.5), 1.0, 2.0, 3.0, 4.0)).isFalse();
        assertThat(judge(median(Average.STEP, 1, 1), List.of(2.51), 1.0, 2.0, 3.0, 4.0)).isTrue();
    }

    @Test
    void judgesATrialByItsBestEpochSoFar() {
        assertThat(judge(median(Average.STEP, 1, 1), List.of(0.5, 9.0), 1.0, 2.0)).isFalse();
    }

    @Test
    void passesOverPeersThatDidNotGetSoFar() {
        Pruner pruner = pruner(median(Average.STEP, 1, 2));
        Standings standings = new Standings(pruner);
        train(standings, 1, List.of(1.0, 1.0));
        train(standings, 2, List.of(1.0));

        assertThat(pruner.judge(3, List.of(9.0, 9.0), standings)).isEmpty();
    }

    @Test
    void stopsATrialThatMeasuresNothingBesidePeersThatDo() {
        assertThat(judge(median(Average.STEP, 1, 1), List.of(Double.NaN), 1.0, 2.0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ALL, 4.0", "FROM_GRACE, 2.5", "LAST_K, 1.5", "STEP, 1.0"})
    void averagesAPeersEpochsAsItIsTold(Average average, double standing) {
        Pruner pruner = pruner(new Median(average, Peers.RUNNING, 2, 1, 1, 2));

        assertThat(pruner.standing(List.of(8.5, 4.5, 2.0, 1.0))).isEqualTo(standing);
    }

    @Test
    void looksOnlyAtCompletedTrialsWhereItIsTold() {
        Pruner pruner = pruner(new Median(Average.STEP, Peers.COMPLETED, 1, 1, 1, 1));
        Standings standings = new Standings(pruner);
        standings.record(1, List.of(1.0));
        assertThat(pruner.judge(2, List.of(2.0), standings)).isEmpty();

        standings.complete(1, List.of(1.0));

        assertThat(pruner.judge(2, List.of(2.0), standings)).isPresent();
    }

    @Test
    void judgesEveryNthEpochWhereItIsTold() {
        PrunerSpec everyThird = new Median(Average.STEP, Peers.RUNNING, 2, 1, 3, 1);
        for (int epoch = 1; epoch <= 8; epoch++) {
            assertThat(judge(everyThird, Collections.nCopies(epoch, 9.0), 1.0))
                    .as("epoch %d", epoch)
                    .isEqualTo(epoch == 2 || epoch == 5 || epoch == 8);
        }
    }

    @Test
    void keepsOnlyTheBestPercentOfTheOthers() {
        Percentile quarter = new Percentile(25, Average.STEP, Peers.RUNNING, 1, 1, 1, 1);

        assertThat(judge(quarter, List.of(2.0), 1.0, 2.0, 3.0, 4.0, 5.0)).isFalse();
        assertThat(judge(quarter, List.of(2.1), 1.0, 2.0, 3.0, 4.0, 5.0)).isTrue();
    }

    @Test
    void saysRankCutOffAndPeers() {
        Pruner pruner = Pruner.of(STUDY, study(median(Average.STEP, 1, 1), Direction.MAXIMIZE));
        Standings standings = new Standings(pruner);
        // Accuracies 0.7, 0.8 and 0.9, turned.
        for (int trial = 1; trial <= 3; trial++) {
            standings.record(trial, List.of(-0.6 - 0.1 * trial));
        }

        Stop stop =
                pruner.judge(4, List.of(-0.75), standings)
                        .orElseThrow()
                        .toStop(Direction.MAXIMIZE, 100);

        assertThat(stop.rule()).isEqualTo(Stop.Rule.MEDIAN);
        assertThat(stop.evidence())
                .isEqualTo(
                        Map.of(
                                "best", 0.75,
                                "cutOff", 0.8,
                                "epoch", 1.0,
                                "percentile", 50.0,
                                "rank", 3.0,
                                "peers", 3.0));
        assertThat(stop.message())
                .contains("best 0.7500", "cutOff 0.8000", "rank 3")
                .doesNotContain("3.0");
    }

    private static PrunerSpec median(Average average, int minEpochs, int minPeers) {
        return new Median(average, Peers.RUNNING, minEpochs, minPeers, 1, 1);
    }

    /// Whether a trial with `curve` stops among peers that have one value in all epochs.
    private static boolean judge(PrunerSpec spec, List<Double> curve, Double... peers) {
        Pruner pruner = pruner(spec);
        Standings standings = new Standings(pruner);
        for (int i = 0; i < peers.length; i++) {
            train(standings, i + 1, Collections.nCopies(curve.size(), peers[i]));
        }
        return pruner.judge(peers.length + 1, curve, standings).isPresent();
    }
}
