package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.scheduler.search.History.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TpeSamplerTest extends SamplerContract {
    private static final Map<String, ParameterSpace> LINE =
            Map.of("dropout", new FloatRange(0, 0.9, false, null, Map.of()));

    private SamplerSpec.Tpe options = SamplerSpec.Tpe.DEFAULT;

    @Override
    SamplerSpec sampler() {
        return options;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "11, 2", "100, 10", "250, 25", "1000, 25"})
    void takesTheBestTenthForGood(int trials, int good) {
        assertThat(TpeSampler.good(trials)).isEqualTo(good);
    }

    @Test
    void drawsAtRandomUntilItHasStartupTrials() {
        History history = line(9, 0.3);

        assertThat(Sampler.of(study(LINE, 3)).suggest(10, history))
                .isEqualTo(new RandomSampler(Space.of(study(LINE, 3)), 3).suggest(10, history));
    }

    @Test
    void looksWhereTheGoodTrialsAre() {
        for (double optimum : new double[] {0.2, 0.7}) {
            History history = line(40, optimum);
            double mean =
                    IntStream.range(41, 61)
                            .mapToDouble(number -> suggestedDropout(history, number))
                            .average()
                            .orElseThrow();

            assertThat(Math.abs(mean - optimum)).as("from %s", optimum).isLessThan(0.1);
        }
    }

    @Test
    void keepsAwayFromTrialsThatStillRunWhereTheLiarIsOn() {
        double near = 0.45;
        double[] distances = new double[2];
        for (boolean liar : new boolean[] {true, false}) {
            options = new SamplerSpec.Tpe(true, false, liar, 10, 24);
            History history = line(40, 0.45);
            for (int i = 0; i < 10; i++) {
                history.propose(41 + i, Point.of(Map.of("dropout", near + i * 1e-4)), null);
            }
            double distance = 0;
            for (int number = 60; number < 90; number++) {
                distance += Math.abs(suggestedDropout(history, number) - near) / 30;
            }
            distances[liar ? 1 : 0] = distance;
        }

        assertThat(distances[1]).isGreaterThan(1.5 * distances[0]);
    }

    @Test
    void ranksStoppedTrialsByHowFarTheyGotBehindThoseThatCompleted() {
        History history = History.of(study(LINE, 1));
        end(history, 1, Outcome.STOPPED, 0.1, 2);
        end(history, 2, Outcome.INFEASIBLE, Double.NaN, 0);
        end(history, 3, Outcome.STOPPED, 0.9, 5);
        end(history, 4, Outcome.COMPLETED, 0.8, 9);
        end(history, 5, Outcome.STOPPED, 0.2, 5);
        end(history, 6, Outcome.COMPLETED, 0.7, 9);

        assertThat(history.ranked().stream().map(Observation::number).toList())
                .containsExactly(6, 4, 5, 3, 1, 2);
    }

    @Test
    void learnsFromTheEarlierStudyBeforeItsOwnFirstTrial() {
        History history = History.of(study(LINE, 1));
        for (int i = 1; i <= 40; i++) {
            double x = 0.9 * i / 41;
            history.learn(
                    -i, Point.of(Map.of("dropout", x)), Outcome.COMPLETED, Math.abs(x - 0.8), 5);
        }

        double mean =
                IntStream.rangeClosed(1, 20)
                        .mapToDouble(number -> suggestedDropout(history, number))
                        .average()
                        .orElseThrow();
        assertThat(mean).isBetween(0.7, 0.9);
    }

    @Test
    void thinsALongHistoryWithoutForgettingItsBest() {
        History history = line(5_000, 0.6);

        assertThat(suggestedDropout(history, 5_001)).isBetween(0.55, 0.65);
    }

    private double suggestedDropout(History history, int number) {
        Point point = suggested(Sampler.of(study(LINE, 3)).suggest(number, history));
        return (Double) point.values().get("dropout");
    }

    /// Trials all over the line, the better the nearer to `optimum`.
    private History line(int trials, double optimum) {
        History history = History.of(study(LINE, 3));
        List<Point> points = new SobolSamplerTest().suggestions(LINE, 3, trials);
        for (int i = 0; i < trials; i++) {
            double x = (Double) points.get(i).values().get("dropout");
            history.propose(i + 1, points.get(i), null);
            history.end(i + 1, Outcome.COMPLETED, Math.abs(x - optimum), 5, 0);
        }
        return history;
    }

    private static void end(
            History history, int number, Outcome outcome, double value, int epochs) {
        history.propose(number, Point.of(Map.of("dropout", 0.1 * number)), null);
        history.end(number, outcome, value, epochs, 0);
    }
}
