package io.athanor.scheduler.study;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Stop;
import io.athanor.scheduler.search.History;
import io.athanor.scheduler.search.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What trials that are over tell a sampler.
final class Outcomes {
    private Outcomes() {}

    /// @param value lower is better; +infinity where there is none
    record Told(Outcome outcome, double value, int epochs, double gap) {}

    /// What the trials of one point tell together: their mean, with the worst of their ends.
    /// Nothing where none of them tells anything.
    static Optional<Told> of(List<Trial> trials, Objective goal) {
        List<Told> told = new ArrayList<>();
        for (Trial trial : trials) {
            of(trial, goal).ifPresent(told::add);
        }
        if (told.isEmpty()) {
            return Optional.empty();
        }
        Outcome worst = told.stream().map(Told::outcome).max(Outcome::compareTo).orElseThrow();
        return Optional.of(
                new Told(
                        worst,
                        told.stream().mapToDouble(Told::value).average().orElseThrow(),
                        told.stream().mapToInt(Told::epochs).min().orElseThrow(),
                        told.stream().mapToDouble(Told::gap).average().orElseThrow()));
    }

    private static Optional<Told> of(Trial trial, Objective goal) {
        return switch (trial.state()) {
            case WAITING, RUNNING, FAILED -> Optional.empty();
            case INFEASIBLE -> Optional.of(told(trial, Outcome.INFEASIBLE, goal));
            case COMPLETED -> Optional.of(told(trial, Outcome.COMPLETED, goal));
            case STOPPED ->
                    trial.epochs() == 0
                            ? Optional.empty()
                            : Optional.of(told(trial, outcome(trial.stop()), goal));
        };
    }

    private static Told told(Trial trial, Outcome outcome, Objective goal) {
        List<EpochMeasurement> epochs = trial.measurements();
        Double best = trial.objective();
        double value =
                switch (outcome) {
                    case COMPLETED -> best == null ? Double.NaN : best;
                    case STOPPED -> goal.of(epochs.getLast());
                    case INFEASIBLE -> Double.NaN;
                };
        double gap =
                epochs.isEmpty()
                        ? Double.NaN
                        : epochs.getLast().trainAccuracy() - epochs.getLast().testAccuracy();
        return new Told(outcome, lowerIsBetter(value, goal), epochs.size(), gap);
    }

    static double lowerIsBetter(double value, Objective goal) {
        if (Double.isNaN(value)) {
            return Double.POSITIVE_INFINITY;
        }
        return goal.direction() == Objective.Direction.MINIMIZE ? value : -value;
    }

    /// A trial that had nothing more to gain has shown what its point is worth; one that was
    /// stopped for another reason has not.
    private static Outcome outcome(@Nullable Stop stop) {
        if (stop == null) {
            return Outcome.STOPPED;
        }
        return switch (stop.rule()) {
            case PLATEAU, SLOPE, PATIENCE, GENERALISATION_LOSS, NO_PROGRESS -> Outcome.COMPLETED;
            case THRESHOLD,
                    DIVERGENCE,
                    NOT_LEARNING,
                    NON_FINITE,
                    MEDIAN,
                    PERCENTILE,
                    ASHA,
                    HYPERBAND,
                    PATIENT,
                    EPOCH_THRESHOLD,
                    STUDY_OVER,
                    CANCELLED,
                    SUPERSEDED ->
                    Outcome.STOPPED;
        };
    }

    /// Makes a trial of an earlier study known; one that is not over, or tells nothing, is passed
    /// over.
    ///
    /// @param number below 0
    static void learn(History history, int number, Trial earlier, Objective goal) {
        of(earlier, goal)
                .ifPresent(told ->
                        history.learn(
                                number,
                                earlier.point(),
                                told.outcome(),
                                told.value(),
                                told.epochs()));
    }

    /// The mean objective of a point's trials, as it was measured.
    static OptionalDouble mean(List<Trial> trials) {
        List<Double> values = new ArrayList<>();
        for (Trial trial : trials) {
            Double objective = trial.objective();
            if (objective != null) {
                values.add(objective);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).average();
    }
}
