package io.athanor.scheduler.api;

import io.athanor.contracts.Objective;
import io.athanor.contracts.TrialRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The first pages of trials in an order in which people look at them. Of all trials that it is
/// shown, it holds on to no more than it needs.
final class Leaderboard implements Consumer<TrialRecord> {
    static final String DEFAULT_SORT = "objective";
    static final List<String> SORTS =
            List.of("objective", "number", "state", "-objective", "-number", "-state");

    private final Comparator<TrialRecord> order;
    private final long most;
    private final PriorityQueue<TrialRecord> first;
    private int seen;

    /// @param sort one of [#SORTS]; a dash turns the order round. The objective's best comes first,
    ///   trials without one last in any case
    /// @param objective by which a trial is ranked
    /// @param most trials that are wanted, from the first
    Leaderboard(
            String sort,
            Objective.Direction direction,
            Function<TrialRecord, @Nullable Double> objective,
            long most) {
        this.order = order(sort, direction, objective);
        this.most = most;
        this.first = new PriorityQueue<>(order.reversed());
    }

    @Override
    public void accept(TrialRecord trial) {
        seen++;
        first.add(trial);
        if (first.size() > most) {
            first.remove();
        }
    }

    /// All that it was shown.
    int total() {
        return seen;
    }

    /// The trials from that place on, which counts from 0.
    List<TrialRecord> from(long place) {
        List<TrialRecord> sorted = new ArrayList<>(first);
        sorted.sort(order);
        return sorted.subList((int) Math.min(place, sorted.size()), sorted.size());
    }

    private static Comparator<TrialRecord> order(
            String sort,
            Objective.Direction direction,
            Function<TrialRecord, @Nullable Double> objective) {
        boolean reversed = sort.startsWith("-");
        Comparator<TrialRecord> byNumber = Comparator.comparingInt(trial -> trial.id().number());
        Comparator<TrialRecord> order =
                switch (reversed ? sort.substring(1) : sort) {
                    case "objective" ->
                            byObjective(
                                    (direction == Objective.Direction.MAXIMIZE) != reversed,
                                    objective);
                    case "state" -> turned(Comparator.comparing(TrialRecord::state), reversed);
                    default -> turned(byNumber, reversed);
                };
        return order.thenComparing(byNumber);
    }

    private static Comparator<TrialRecord> byObjective(
            boolean highestFirst, Function<TrialRecord, @Nullable Double> objective) {
        Comparator<@Nullable Double> values =
                highestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing(objective, Comparator.nullsLast(values));
    }

    private static Comparator<TrialRecord> turned(Comparator<TrialRecord> order, boolean reversed) {
        return reversed ? order.reversed() : order;
    }
}
