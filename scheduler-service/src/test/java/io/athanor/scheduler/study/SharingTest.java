package io.athanor.scheduler.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyEvent;
import io.athanor.contracts.StudyEvent.TrialQueued;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Studies before one queue, first come, first served, on virtual time. Their trials last half as
/// long to half as long again as they do on average.
class SharingTest {
    private static final ExecutionId EXECUTION = new ExecutionId("e");
    private static final double MINUTE = 60;

    /// From the end of a trial until the next one of its study is in the queue.
    private static final double LATENCY = 0.2;

    private record Event(double time, long number, Runnable happening) {}

    /// A study, how long its trials last in seconds, when the first one began, and the seconds of
    /// slots that they had.
    private static final class Sharer {
        final Study study;
        final double lasts;
        double begins = Double.NaN;
        double trained;

        Sharer(Study study, double lasts) {
            this.study = study;
            this.lasts = lasts;
        }
    }

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Event::time).thenComparingLong(Event::number));
    private final Deque<TrialId> queue = new ArrayDeque<>();
    private final Map<StudyId, Sharer> sharers = new LinkedHashMap<>();
    private final Random random = new Random(20261122L);
    private Shares shares = Shares.of(0);
    private int slots;
    private int idle;
    private double now;
    private long number;

    @Test
    void slotsAreSharedEquallyButForStudiesThatWantLess() {
        start(8);
        Sharer little = create("little", 2, MINUTE);
        Sharer much = create("much", 100, MINUTE);
        Sharer asMuch = create("as-much", 50, MINUTE);

        double hours = forHours(10);

        // Its parallelism lets it have none ahead: each of its trials waits for the others' ones.
        assertThat(little.trained / hours).isBetween(1.5, 2.0);
        assertThat(much.trained / hours).isBetween(3.0, 3.25);
        assertThat(asMuch.trained / hours).isCloseTo(much.trained / hours, within(0.1));
        assertThat((little.trained + much.trained + asMuch.trained) / hours)
                .as("slots in use")
                .isGreaterThan(0.99 * 8);
    }

    @Test
    void moreStudiesThanSlotsTakeTurns() {
        start(3);
        for (int study = 1; study <= 50; study++) {
            create("many-" + study, 100, MINUTE);
        }
        // The first of them had more in the queue before the others came.
        forHours(1);
        Map<StudyId, Integer> before = proposed();

        forHours(5);

        Map<StudyId, Integer> turns = proposed();
        turns.replaceAll((study, trials) -> trials - before.get(study));
        assertThat(turns.values()).allSatisfy(n -> assertThat(n).isBetween(17, 19));
    }

    /// With one trial ahead for each slot, 23 to 7 of 30 slots.
    @Test
    void trialsThatLastTenTimesAsLongGetNotMuchMoreOfTheSlots() {
        start(30);
        Sharer longer = create("longer", 100, 10 * MINUTE);
        Sharer shorter = create("shorter", 100, MINUTE);

        double hours = forHours(30);

        assertThat(longer.trained / hours).isBetween(15.0, 18.0);
        assertThat(shorter.trained / hours).isBetween(12.0, 15.0);
    }

    /// Else it would wait for 100 trials, for more than half an hour.
    @Test
    void theFirstTrialOfAStudyWaitsForOneTrialOfEachSlot() {
        start(3);
        create("old", 100, MINUTE);
        forHours(1);
        double asked = now;

        Sharer fresh = create("new", 100, MINUTE);
        forHours(1);

        assertThat(fresh.begins - asked).isLessThan(2.5 * MINUTE);
    }

    @Test
    void whatAStudyLeavesTheOthersHave() {
        start(8);
        Sharer first = create("first", 100, MINUTE);
        Sharer second = create("second", 100, MINUTE);
        forHours(1);
        carryOut(
                second.study,
                second.study.decide(
                        new StudyCommand.CancelStudy("cancel", second.study.id()), Instant.EPOCH));
        forHours(1);

        first.trained = 0;
        double hours = forHours(10);

        assertThat(first.trained / hours).isGreaterThan(0.99 * 8);
    }

    private Map<StudyId, Integer> proposed() {
        Map<StudyId, Integer> proposed = new LinkedHashMap<>();
        sharers.forEach((id, sharer) -> proposed.put(id, sharer.study.record().proposed()));
        return proposed;
    }

    private void start(int ready) {
        slots = ready;
        idle = ready;
        at(0, this::tick);
    }

    /// @return the seconds of that many hours
    private double forHours(int hours) {
        double until = now + 60 * MINUTE * hours;
        while (events.element().time() < until) {
            Event next = events.remove();
            now = next.time();
            next.happening().run();
        }
        now = until;
        return 60 * MINUTE * hours;
    }

    private void at(double time, Runnable happening) {
        events.add(new Event(time, ++number, happening));
    }

    private void tick() {
        share();
        for (Sharer sharer : sharers.values()) {
            carryOut(sharer.study, sharer.study.next(shares, Instant.EPOCH));
        }
        at(now + 1, this::tick);
    }

    private void share() {
        shares =
                Shares.of(
                        slots,
                        sharers.values().stream()
                                .mapToInt(sharer -> sharer.study.record().wanted())
                                .toArray());
    }

    private Sharer create(String name, int parallelism, double lasts) {
        StudyEvent.StudyCreated created =
                Study.create(
                        new StudyCommand.CreateStudy(
                                "c", new StudyId(name), spec(parallelism), List.of(), null),
                        Instant.EPOCH);
        Sharer sharer = new Sharer(Study.of(created, List.of()), lasts);
        sharers.put(sharer.study.id(), sharer);
        share();
        carryOut(sharer.study, List.of(created));
        return sharer;
    }

    private void carryOut(Study study, List<StudyEvent> first) {
        List<TrialId> queued = new ArrayList<>();
        for (List<StudyEvent> next = first;
                !next.isEmpty();
                next = study.next(shares, Instant.EPOCH)) {
            for (StudyEvent decision : next) {
                study.apply(decision);
                if (decision instanceof TrialQueued attempt) {
                    queued.add(attempt.trial());
                }
            }
        }
        if (!queued.isEmpty()) {
            at(
                    now + LATENCY,
                    () -> {
                        queue.addAll(queued);
                        serve();
                    });
        }
    }

    private void serve() {
        while (idle > 0 && !queue.isEmpty()) {
            idle--;
            TrialId trial = queue.remove();
            Sharer sharer = sharers.get(trial.study());
            report(
                    sharer,
                    new TrialEvent.TrialStarted(trial, 1, EXECUTION, new TrainerId("t"), "cpu", 0));
            if (Double.isNaN(sharer.begins)) {
                sharer.begins = now;
            }
            double lasts = sharer.lasts * (0.5 + random.nextDouble());
            at(
                    now + lasts,
                    () -> {
                        sharer.trained += lasts;
                        idle++;
                        serve();
                        report(sharer, new TrialEvent.TrialCompleted(trial, 1, EXECUTION));
                    });
        }
    }

    private void report(Sharer sharer, TrialEvent event) {
        carryOut(sharer.study, sharer.study.decide(event, Instant.EPOCH));
    }

    private static StudySpec spec(int parallelism) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                new Budget(100_000, 1, parallelism),
                7,
                new SamplerSpec.Random(),
                CurveRules.DEFAULT,
                1,
                Point.of(Map.of()),
                Map.of("dropout", new ParameterSpace.FloatRange(0, 0.5, false, null, Map.of())));
    }
}
