package io.athanor.scheduler.api;

import io.athanor.contracts.Objective;
import io.athanor.contracts.TrialRecord;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The orders in which people look at trials.
final class Leaderboard {
    static final String DEFAULT_SORT = "objective";
    static final List<String> SORTS =
            List.of("objective", "number", "state", "-objective", "-number", "-state");

    private Leaderboard() {}

    /// @param sort one of [#SORTS]; a dash turns the order round. The objective's best comes first,
    ///   trials without one last in any case
    static List<TrialRecord> sorted(
            List<TrialRecord> trials, String sort, Objective.Direction direction) {
        boolean reversed = sort.startsWith("-");
        Comparator<TrialRecord> byNumber = Comparator.comparingInt(trial -> trial.id().number());
        Comparator<TrialRecord> order =
                switch (reversed ? sort.substring(1) : sort) {
                    case "objective" ->
                            byObjective((direction == Objective.Direction.MAXIMIZE) != reversed);
                    case "state" -> turned(Comparator.comparing(TrialRecord::state), reversed);
                    default -> turned(byNumber, reversed);
                };
        return trials.stream().sorted(order.thenComparing(byNumber)).toList();
    }

    private static Comparator<TrialRecord> byObjective(boolean highestFirst) {
        Comparator<@Nullable Double> values =
                highestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing(TrialRecord::objective, Comparator.nullsLast(values));
    }

    private static Comparator<TrialRecord> turned(Comparator<TrialRecord> order, boolean reversed) {
        return reversed ? order.reversed() : order;
    }
}
