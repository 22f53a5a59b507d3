package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.StudySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a study has tried and what came of it: all that a sampler may look at. Kept as trials come
/// and go, so that no suggestion has to begin with all of them.
public final class History {
    /// The order in which trials are worth following: first those that ran to their end, by value;
    /// then those that were stopped, the one that got farthest first; then what cannot be trained.
    private static final Comparator<Observation> RANK =
            Comparator.comparing(Observation::outcome)
                    .thenComparingInt(observation ->
                            observation.outcome() == Outcome.STOPPED ? -observation.epochs() : 0)
                    .thenComparingDouble(Observation::value)
                    .thenComparingInt(Observation::number);

    private final Space space;
    private final Set<Point> tried = new HashSet<>();
    private final TreeMap<Integer, Observation> pending = new TreeMap<>();
    private final List<Observation> ended = new ArrayList<>();
    private final TreeSet<Observation> ranked = new TreeSet<>(RANK);

    /// By stage, how many of its trials told nothing.
    private final Map<String, Integer> forgotten = new HashMap<>();

    /// By axis, how many of the trials are not on it.
    private final int[] off;

    private int gridTried;

    /// What became of a trial, the better first.
    public enum Outcome {
        COMPLETED,
        STOPPED,
        INFEASIBLE
    }

    History(Space space) {
        this.space = space;
        this.off = new int[space.axes().size()];
    }

    public static History of(StudySpec study) {
        return new History(Space.of(study));
    }

    /// A trial is on its way.
    ///
    /// @param stage of the guided sampler that proposed it
    public void propose(int number, Point point, @Nullable String stage) {
        tried.add(point);
        Observation proposed =
                new Observation(
                        number, point, stage, Outcome.COMPLETED, Double.NaN, 0, Double.NaN, space);
        pending.put(number, proposed);
        count(proposed, 1);
    }

    /// A trial is over.
    ///
    /// @param value of the objective, the lower the better; +infinity where there is none
    /// @param epochs that it trained
    /// @param gap by how much it was better on the training than on the test images, in accuracy
    public void end(int number, Outcome outcome, double value, int epochs, double gap) {
        Observation proposed = pending.remove(number);
        if (proposed != null) {
            count(proposed, -1);
            add(
                    new Observation(
                            number,
                            proposed.point(),
                            proposed.stage(),
                            outcome,
                            value,
                            epochs,
                            gap,
                            space));
        }
    }

    /// A trial ended in a way that tells nothing about its point.
    public void forget(int number) {
        Observation proposed = pending.remove(number);
        if (proposed != null) {
            count(proposed, -1);
            String stage = proposed.stage();
            if (stage != null) {
                forgotten.merge(stage, 1, Integer::sum);
            }
        }
    }

    /// A trial of an earlier study.
    ///
    /// @param number below 0
    public void learn(int number, Point point, Outcome outcome, double value, int epochs) {
        tried.add(point);
        add(new Observation(number, point, null, outcome, value, epochs, Double.NaN, space));
    }

    void add(Observation observation) {
        insert(ended, observation);
        ranked.add(observation);
        count(observation, 1);
    }

    /// Puts one where it belongs by its number. Trials end about in the order of their numbers: its
    /// place is near the end.
    static void insert(List<Observation> byNumber, Observation observation) {
        int at = byNumber.size();
        while (at > 0 && byNumber.get(at - 1).number() > observation.number()) {
            at--;
        }
        byNumber.add(at, observation);
    }

    private void count(Observation observation, int change) {
        for (int axis = 0; axis < off.length; axis++) {
            if (Double.isNaN(observation.coordinate(axis))) {
                off[axis] += change;
            }
        }
    }

    /// Whether every trial is on all of the axes: then nobody has to look at each of them.
    boolean areOnAll(List<Integer> axes) {
        return axes.stream().allMatch(axis -> off[axis] == 0);
    }

    boolean tried(Point point) {
        return tried.contains(point);
    }

    /// The index of the first of `points` that was not tried; their number where all were. What was
    /// tried stays so: the next call goes on where this one ended.
    ///
    /// @param points the study's grid, always in one order
    int firstUntried(List<Point> points) {
        while (gridTried < points.size() && tried(points.get(gridTried))) {
            gridTried++;
        }
        return gridTried;
    }

    /// The number of the next trial, as far as is known.
    int next() {
        int lastPending = pending.isEmpty() ? 0 : pending.lastKey();
        int lastEnded = ended.isEmpty() ? 0 : ended.getLast().number();
        return Math.max(0, Math.max(lastPending, lastEnded)) + 1;
    }

    /// How many of a stage's trials ended in a way that tells nothing.
    int forgotten(String stage) {
        return forgotten.getOrDefault(stage, 0);
    }

    /// Trials on their way, by number.
    Collection<Observation> pending() {
        return Collections.unmodifiableCollection(pending.values());
    }

    /// Trials that are over, by number.
    List<Observation> ended() {
        return Collections.unmodifiableList(ended);
    }

    /// Trials that are over, the best first.
    Collection<Observation> ranked() {
        return Collections.unmodifiableCollection(ranked);
    }
}
