package io.athanor.scheduler.api;

import io.athanor.contracts.Objective;
import io.athanor.contracts.TrialRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The first pages of trials in an order in which people look at them. Of all trials that it is
/// shown, it holds on to no more than it needs.
final class Leaderboard implements Consumer<TrialRecord> {
    static final String DEFAULT_SORT = "objective";
    private static final String STATE = "state";

    private final Comparator<TrialRecord> order;
    private final long most;
    private final PriorityQueue<TrialRecord> first;
    private int seen;

    /// @param sort one of [#sorts]; a dash turns the order round. The objective's best comes first,
    ///   trials without the value last in any case
    /// @param values of the study's trials
    /// @param most trials that are wanted, from the first
    Leaderboard(String sort, Objective.Direction direction, TrialValues values, long most) {
        this.order = order(sort, direction, values);
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

    /// What trials can be sorted by.
    static List<String> sorts(TrialValues values) {
        return Stream.concat(Stream.of(STATE), values.names().stream())
                .flatMap(name -> Stream.of(name, "-" + name))
                .toList();
    }

    private static Comparator<TrialRecord> order(
            String sort, Objective.Direction direction, TrialValues values) {
        boolean reversed = sort.startsWith("-");
        String name = reversed ? sort.substring(1) : sort;
        Comparator<TrialRecord> byNumber = Comparator.comparingInt(trial -> trial.id().number());
        if (name.equals(STATE)) {
            Comparator<TrialRecord> byState = Comparator.comparing(TrialRecord::state);
            return (reversed ? byState.reversed() : byState).thenComparing(byNumber);
        }
        boolean falling =
                name.equals(DEFAULT_SORT)
                        ? (direction == Objective.Direction.MAXIMIZE) != reversed
                        : reversed;
        Comparator<Object> byValue = Leaderboard::compare;
        return Comparator.<TrialRecord, @Nullable Object>comparing(
                        trial -> values.of(trial, name),
                        Comparator.nullsLast(falling ? byValue.reversed() : byValue))
                .thenComparing(byNumber);
    }

    /// Numbers by size, before texts.
    private static int compare(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (one instanceof Number || other instanceof Number) {
            return one instanceof Number ? -1 : 1;
        }
        return one.toString().compareTo(other.toString());
    }
}
