package io.athanor.scheduler.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.Point;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// What every pruner must do, and the language in which their tests speak.
abstract class PrunerContract {
    static final StudyId STUDY = new StudyId("golden");

    abstract PrunerSpec spec();

    @Test
    void stopsNobodyWhoIsAloneAndGetsBetter() {
        Pruner pruner = pruner(spec());
        Standings standings = new Standings(pruner);
        List<Double> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= 20; epoch++) {
            curve.add(2.0 / epoch);
            assertThat(pruner.judge(1, curve, standings)).isEmpty();
            standings.record(1, List.copyOf(curve));
        }
    }

    @Test
    void judgesTheSameInWhateverOrderTheOthersReported() {
        Pruner pruner = pruner(spec());
        List<Integer> order = new ArrayList<>();
        for (int trial = 1; trial <= 30; trial++) {
            order.add(trial);
        }
        List<Optional<Verdict>> verdicts = new ArrayList<>();
        for (int shuffle = 0; shuffle < 5; shuffle++) {
            Collections.shuffle(order, new Random(shuffle));
            Standings standings = new Standings(pruner);
            order.forEach(trial -> train(standings, trial, curve(trial)));
            verdicts.add(pruner.judge(31, List.of(0.5, 0.6, 0.7, 0.8), standings));
        }

        assertThat(verdicts).containsOnly(verdicts.getFirst());
    }

    @Test
    void isNotMovedByAnEpochThatWasTakenBack() {
        Pruner pruner = pruner(spec());
        Standings twice = new Standings(pruner);
        Standings once = new Standings(pruner);
        for (int trial = 1; trial <= 30; trial++) {
            train(twice, trial, curve(trial));
            train(once, trial, curve(trial));
        }
        for (int epoch = 6; epoch > 2; epoch--) {
            twice.takeBack(7, curve(7).subList(0, epoch));
        }
        for (int epoch = 3; epoch <= 6; epoch++) {
            twice.record(7, curve(7).subList(0, epoch));
        }

        for (int trial = 40; trial < 60; trial++) {
            for (int epoch = 1; epoch <= 6; epoch++) {
                List<Double> curve = curve(trial).subList(0, epoch);
                assertThat(pruner.judge(trial, curve, twice))
                        .isEqualTo(pruner.judge(trial, curve, once));
            }
        }
    }

    @Test
    void isNotMovedByTrialsThatMeasuredNothing() {
        Pruner pruner = pruner(spec());
        Standings with = new Standings(pruner);
        Standings without = new Standings(pruner);
        List<Double> nothing = Collections.nCopies(6, Double.NaN);
        for (int trial = 1; trial <= 30; trial++) {
            train(with, trial, trial % 3 == 0 ? nothing : curve(trial));
            if (trial % 3 != 0) {
                train(without, trial, curve(trial));
            }
        }

        for (int trial = 40; trial < 60; trial++) {
            for (int epoch = 1; epoch <= 6; epoch++) {
                List<Double> curve = curve(trial).subList(0, epoch);
                assertThat(pruner.judge(trial, curve, with))
                        .isEqualTo(pruner.judge(trial, curve, without));
            }
        }
    }

    @Test
    void stopsNobodyForTheCompanyOfTrialsThatMeasuredNothing() {
        Pruner pruner = pruner(spec());
        Standings standings = new Standings(pruner);
        for (int trial = 1; trial <= 30; trial++) {
            train(standings, trial, Collections.nCopies(6, Double.NaN));
        }

        assertThat(pruner.judge(31, List.of(0.9, 0.8, 0.7, 0.6), standings)).isEmpty();
    }

    @Test
    void showsTheNumbersAsTheyWereMeasured() {
        for (Direction direction : Direction.values()) {
            Pruner pruner = Pruner.of(STUDY, study(spec(), direction));
            Standings standings = new Standings(pruner);
            for (int trial = 1; trial <= 30; trial++) {
                train(standings, trial, curve(trial));
            }
            for (int trial = 40; trial < 80; trial++) {
                for (int epoch = 1; epoch <= 6; epoch++) {
                    pruner.judge(trial, curve(trial).subList(0, epoch), standings)
                            .map(verdict -> verdict.toStop(direction, 10))
                            .ifPresent(stop -> assertReadable(stop, direction));
                }
            }
        }
    }

    private static void assertReadable(Stop stop, Direction direction) {
        assertThat(stop.rule().prunes()).isTrue();
        assertThat(stop.iteration()).isEqualTo(10);
        assertThat(stop.evidence()).containsKey("epoch");
        stop.evidence().values().forEach(value -> assertThat(value).isFinite());
        for (String name : List.of("value", "best", "cutOff")) {
            Double value = stop.evidence().get(name);
            if (value != null) {
                assertThat(value > 0).isEqualTo(direction == Direction.MINIMIZE);
            }
        }
    }

    /// A curve that falls for a while, from its number alone.
    static List<Double> curve(int trial) {
        Random random = new Random(trial);
        double end = 0.5 + random.nextDouble();
        return DoubleStream.iterate(1, epoch -> epoch + 1)
                .limit(6)
                .mapToObj(epoch -> end + 1 / epoch + 0.05 * random.nextDouble())
                .toList();
    }

    static void train(Standings standings, int trial, List<Double> curve) {
        for (int epoch = 1; epoch <= curve.size(); epoch++) {
            standings.record(trial, curve.subList(0, epoch));
        }
        standings.complete(trial, curve);
    }

    static Pruner pruner(PrunerSpec spec) {
        return Pruner.of(STUDY, study(spec, Direction.MINIMIZE));
    }

    static StudySpec study(PrunerSpec pruner, Direction direction) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_LOSS, direction),
                new Budget(100, 81, 8),
                1,
                new SamplerSpec.Random(),
                pruner,
                CurveRules.DEFAULT,
                EndWhen.NEVER,
                1,
                null,
                0,
                Point.of(Map.of()),
                Map.of());
    }
}
