package io.athanor.scheduler.api;

import io.athanor.contracts.Objective;
import io.athanor.contracts.TrialRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A picture of a study's trials that does not grow with them: those that improved the best
/// objective, the best, those that are open, and of the others evenly many.
final class Overview implements Consumer<TrialRecord> {
    private final Objective goal;
    private final Means means;
    private final List<TrialBrief> all = new ArrayList<>();

    /// @param means of the study's points
    Overview(Objective goal, Means means) {
        this.goal = goal;
        this.means = means;
    }

    /// @param total trials of the study
    /// @param improvements numbers of the trials that ended better than all that had ended before,
    ///   in the order of their ends
    /// @param trials by number
    record Picture(int total, List<Integer> improvements, List<TrialBrief> trials) {}

    @Override
    public void accept(TrialRecord trial) {
        all.add(means.brief(trial));
    }

    /// @param most trials that are wanted; more are given where more improved the best
    Picture picture(int most) {
        List<Integer> improvements = improvements();
        Set<Integer> kept = new HashSet<>(improvements);
        int share = Math.max(1, most / 4);
        Stream.concat(
                        all.stream().filter(trial -> !trial.state().isFinal()).limit(share),
                        ranked().limit(share))
                .forEach(trial -> kept.add(trial.number()));
        List<TrialBrief> others =
                all.stream().filter(trial -> !kept.contains(trial.number())).toList();
        int room = Math.min(others.size(), Math.max(0, most - kept.size()));
        for (int i = 0; i < room; i++) {
            kept.add(others.get((int) ((long) i * others.size() / room)).number());
        }
        return new Picture(
                all.size(),
                improvements,
                all.stream().filter(trial -> kept.contains(trial.number())).toList());
    }

    private List<Integer> improvements() {
        List<Integer> improvements = new ArrayList<>();
        double best = Double.NaN;
        for (TrialBrief trial : ended()) {
            double objective = Objects.requireNonNull(trial.objective());
            if (Double.isNaN(best) || goal.better(objective, best)) {
                best = objective;
                improvements.add(trial.number());
            }
        }
        return improvements;
    }

    private List<TrialBrief> ended() {
        return all.stream()
                .filter(trial -> trial.objective() != null && trial.endedAt() != null)
                .sorted(
                        Comparator.<TrialBrief, Instant>comparing(
                                        trial -> Objects.requireNonNull(trial.endedAt()))
                                .thenComparingInt(TrialBrief::number))
                .toList();
    }

    private Stream<TrialBrief> ranked() {
        Comparator<TrialBrief> rising =
                Comparator.comparingDouble(trial -> Objects.requireNonNull(trial.rank()));
        return all.stream()
                .filter(trial -> trial.rank() != null)
                .sorted(
                        goal.direction() == Objective.Direction.MAXIMIZE
                                ? rising.reversed()
                                : rising);
    }
}
