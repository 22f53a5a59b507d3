package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.PrunerSpec.Asha;
import io.athanor.contracts.PrunerSpec.Average;
import io.athanor.contracts.PrunerSpec.Median;
import io.athanor.contracts.PrunerSpec.None;
import io.athanor.contracts.PrunerSpec.Peers;
import io.athanor.contracts.PrunerSpec.Percentile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole studies on virtual time: 100 trials of 20 epochs on 8 trainers, with curves `a + (2.3 - a)
/// e^(-t/tau)` and noise, a fifth of which do not learn at all. What they save and what they lose
/// must agree with a simulation in Python with other random numbers.
class SimulatedPruningTest {
    private static final int SEEDS = 60;
    private static final int TRIALS = 100;
    private static final int EPOCHS = 20;
    private static final int TRAINERS = 8;

    private record Epoch(double time, int trial, int epoch) {}

    /// @param saved share of the epochs that were not trained
    /// @param regret how much worse the best trial that completed is than the best of all
    /// @param kept whether the best of all completed
    private record Result(double saved, double regret, boolean kept) {}

    /// The columns: share of epochs saved, mean regret, share of studies whose best trial
    /// completed.
    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(new None(), 0.0, 0.0, 1.0),
                Arguments.of(median(Average.ALL, Peers.COMPLETED), 0.394, 0.0, 1.0),
                Arguments.of(median(Average.FROM_GRACE, Peers.RUNNING), 0.545, 0.0009, 0.967),
                Arguments.of(median(Average.STEP, Peers.COMPLETED), 0.587, 0.0052, 0.833),
                Arguments.of(
                        new Percentile(25, Average.STEP, Peers.COMPLETED, 4, 5, 1, 1),
                        0.662,
                        0.0092,
                        0.733),
                Arguments.of(new Asha(2, 2, 1), 0.702, 0.0040, 0.850),
                Arguments.of(new Asha(1, 3, 1), 0.838, 0.0159, 0.567),
                Arguments.of(new Asha(1, 4, 1), 0.849, 0.0186, 0.500));
    }

    private static PrunerSpec median(Average average, Peers peers) {
        return new Median(average, peers, 4, 5, 1, 1);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void savesAndLosesWhatTheRuleIsKnownFor(
            PrunerSpec rule, double saved, double regret, double kept) {
        List<Result> results = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            results.add(study(rule, new Random(seed)));
        }

        double savedHere = results.stream().mapToDouble(Result::saved).average().orElseThrow();
        double regretHere = results.stream().mapToDouble(Result::regret).average().orElseThrow();
        double keptHere = results.stream().filter(Result::kept).count() / (double) SEEDS;
        String found =
                String.format(
                        Locale.ROOT,
                        "%s: saved %.1f %%, regret %.4f, kept %.1f %%",
                        rule,
                        100 * savedHere,
                        regretHere,
                        100 * keptHere);
        // Two samples of 60: their shares differ by 0.09 in standard deviation at most, regrets by
        // a quarter of themselves.
        assertThat(savedHere).as(found).isCloseTo(saved, within(0.02));
        assertThat(keptHere).as(found).isCloseTo(kept, within(0.2));
        assertThat(regretHere).as(found).isCloseTo(regret, within(0.002 + 0.6 * regret));
    }

    private static Result study(PrunerSpec rule, Random random) {
        double[][] curves = new double[TRIALS][];
        for (int trial = 0; trial < TRIALS; trial++) {
            curves[trial] = curve(random);
        }
        Pruner pruner = PrunerContract.pruner(rule);
        Standings standings = new Standings(pruner);
        Set<Integer> completed = new HashSet<>();
        PriorityQueue<Epoch> queue =
                new PriorityQueue<>(
                        Comparator.comparingDouble(Epoch::time).thenComparingInt(Epoch::trial));
        int started = 0;
        while (started < TRAINERS) {
            queue.add(new Epoch(1 + 1e-3 * started, started++, 0));
        }
        int used = 0;
        while (!queue.isEmpty()) {
            Epoch now = queue.remove();
            used++;
            List<Double> curve =
                    Arrays.stream(curves[now.trial()]).limit(now.epoch() + 1L).boxed().toList();
            boolean stops = pruner.judge(now.trial() + 1, curve, standings).isPresent();
            standings.record(now.trial() + 1, curve);
            if (!stops && now.epoch() < EPOCHS - 1) {
                queue.add(new Epoch(now.time() + 1, now.trial(), now.epoch() + 1));
                continue;
            }
            if (!stops) {
                completed.add(now.trial());
                standings.complete(now.trial() + 1, curve);
            }
            if (started < TRIALS) {
                queue.add(new Epoch(now.time() + 1, started++, 0));
            }
        }
        int best = 0;
        double found = Double.POSITIVE_INFINITY;
        for (int trial = 0; trial < TRIALS; trial++) {
            best = lowest(curves[trial]) < lowest(curves[best]) ? trial : best;
            found = completed.contains(trial) ? Math.min(found, lowest(curves[trial])) : found;
        }
        return new Result(
                1 - used / (double) (TRIALS * EPOCHS),
                found - lowest(curves[best]),
                completed.contains(best));
    }

    private static double[] curve(Random random) {
        // The second lowest of four uniform numbers has the beta distribution with 2 and 3.
        double beta = random.doubles(4).sorted().skip(1).findFirst().orElseThrow();
        double end = random.nextDouble() < 0.2 ? 2.3 : 0.5 + 1.2 * beta;
        double pace = Math.exp(random.nextDouble() * Math.log(10));
        double[] curve = new double[EPOCHS];
        for (int i = 0; i < EPOCHS; i++) {
            curve[i] = end + (2.3 - end) * Math.exp(-(i + 1) / pace) + 0.02 * random.nextGaussian();
        }
        return curve;
    }

    private static double lowest(double[] curve) {
        return Arrays.stream(curve).min().orElseThrow();
    }
}
