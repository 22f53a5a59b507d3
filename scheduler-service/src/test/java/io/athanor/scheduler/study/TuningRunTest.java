package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.StopRequested;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whole tuning runs on virtual time: trainers with synthetic learning curves, whose end depends on
/// the learning rate and the dropout, report to a study.
class TuningRunTest {
    private static final StudyId STUDY = new StudyId("run");
    private static final ExecutionId EXECUTION = new ExecutionId("e");
    private static final int TRAINERS = 16;
    private static final int EPOCHS = 9;

    private record Report(double time, TrialId trial, int epoch) {}

    private final Deque<TrialId> queue = new ArrayDeque<>();
    private final Map<TrialId, Stop> stops = new HashMap<>();
    private long seed = 7;
    private int decisions;
    private int epochsTrained;

    @Test
    void tenThousandTrialsMeetTheBudgetAndEachHasOneEnd() {
        Study study = run(new SamplerSpec.Random(), new PrunerSpec.Asha(1, 3, 1), 10_000);

        assertThat(study.record().state()).isEqualTo(StudyState.COMPLETED);
        assertThat(study.record().trials().values().stream().mapToInt(n -> n).sum())
                .isEqualTo(10_000);
        assertThat(study.record().trials().keySet())
                .isSubsetOf(TrialState.COMPLETED, TrialState.STOPPED);
        assertThat(study.record().epochsTrained()).isEqualTo(epochsTrained);
        assertThat(epochsTrained).isLessThan(10_000 * EPOCHS / 3);
        // Proposed, queued, claimed, a stop and an end, and the epochs.
        assertThat(decisions).isLessThanOrEqualTo(6 * 10_000 + epochsTrained);
    }

    @Test
    void tpeUsuallyFindsABetterPointThanChanceWhateverIsPruned() {
        double chance = medianRegret(new SamplerSpec.Random());
        double tpe = medianRegret(SamplerSpec.Tpe.DEFAULT);

        assertThat(tpe).as("chance %s", chance).isLessThan(chance / 2);
    }

    private double medianRegret(SamplerSpec sampler) {
        return IntStream.rangeClosed(1, 15)
                .mapToDouble(seed -> regret(sampler, seed))
                .sorted()
                .skip(7)
                .findFirst()
                .orElseThrow();
    }

    /// How much worse than the best learning rate and dropout the best trial of 150 is.
    private double regret(SamplerSpec sampler, int seed) {
        this.seed = seed;
        Study study = run(sampler, PrunerSpec.Median.DEFAULT, 150);
        return end(study.record(study.record().best().trial()).point());
    }

    private Study run(SamplerSpec sampler, PrunerSpec pruner, int trials) {
        queue.clear();
        stops.clear();
        decisions = 0;
        epochsTrained = 0;
        var created =
                Study.create(
                        new StudyCommand.CreateStudy(
                                "c", STUDY, spec(sampler, pruner, trials), List.of(), null),
                        Instant.EPOCH);
        Study study = Study.of(created, List.of());
        carryOut(study, List.of(created));
        PriorityQueue<Report> reports =
                new PriorityQueue<>(
                        Comparator.comparingDouble(Report::time)
                                .thenComparingInt(report -> report.trial().number()));
        Random random = new Random(seed);
        int idle = TRAINERS;
        double now = 0;
        while (true) {
            while (idle > 0 && !queue.isEmpty()) {
                TrialId trial = queue.remove();
                idle--;
                report(
                        study,
                        new TrialEvent.TrialStarted(
                                trial, 1, EXECUTION, new TrainerId("t"), "cpu", 0));
                reports.add(new Report(now + 0.5 + random.nextDouble(), trial, 1));
            }
            if (reports.isEmpty()) {
                return study;
            }
            Report next = reports.remove();
            now = next.time();
            if (stops.containsKey(next.trial())) {
                idle++;
                report(
                        study,
                        new TrialEvent.TrialStopped(
                                next.trial(), 1, EXECUTION, 1, stops.get(next.trial())));
                continue;
            }
            epochsTrained++;
            report(study, measured(next, study, random));
            if (next.epoch() == EPOCHS) {
                idle++;
                report(study, new TrialEvent.TrialCompleted(next.trial(), 1, EXECUTION));
            } else {
                reports.add(
                        new Report(
                                now + 0.5 + random.nextDouble(), next.trial(), next.epoch() + 1));
            }
        }
    }

    private TrialEvent measured(Report report, Study study, Random random) {
        double end = end(study.record(report.trial()).point());
        double loss = 0.3 + end + 2 * Math.exp(-report.epoch()) + 0.005 * random.nextGaussian();
        return new TrialEvent.EpochCompleted(
                report.trial(),
                1,
                EXECUTION,
                new EpochMeasurement(
                        report.epoch(), 10 * report.epoch(), loss, 0.5, loss, 0.5, 0.001, 1));
    }

    /// 0 at a learning rate of 0.01 and a dropout of 0.3.
    private static double end(Point point) {
        double rate = (Double) point.values().get("learningRate");
        double dropout = (Double) point.values().get("dropout");
        return Math.pow(Math.log10(rate) + 2, 2) / 4 + 4 * Math.pow(dropout - 0.3, 2);
    }

    private void report(Study study, TrialEvent event) {
        carryOut(study, study.decide(event, Instant.EPOCH));
    }

    private void carryOut(Study study, List<StudyEvent> first) {
        for (List<StudyEvent> next = first;
                !next.isEmpty();
                next = study.next(Shares.of(TRAINERS), Instant.EPOCH)) {
            for (StudyEvent decision : next) {
                study.apply(decision);
                decisions++;
                if (decision instanceof TrialQueued queued) {
                    queue.add(queued.trial());
                } else if (decision instanceof StopRequested asked) {
                    stops.put(asked.trial(), asked.stop());
                }
            }
        }
    }

    private StudySpec spec(SamplerSpec sampler, PrunerSpec pruner, int trials) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_LOSS, Objective.Direction.MINIMIZE),
                new Budget(trials, EPOCHS, TRAINERS),
                seed,
                sampler,
                pruner,
                CurveRules.DEFAULT,
                EndWhen.NEVER,
                1,
                null,
                0,
                Point.of(Map.of()),
                // In an order of its own, which the draws depend on.
                new TreeMap<>(
                        Map.of(
                                "learningRate",
                                        new ParameterSpace.FloatRange(
                                                1e-5, 1, true, null, Map.of()),
                                "dropout",
                                        new ParameterSpace.FloatRange(
                                                0, 0.9, false, null, Map.of()))));
    }
}
