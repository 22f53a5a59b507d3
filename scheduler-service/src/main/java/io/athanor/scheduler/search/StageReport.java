package io.athanor.scheduler.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec.Guided;
import io.athanor.contracts.StudySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a stage of the guided sampler bought.
///
/// @param trials that it spent
/// @param before the objective of the point that it started from, with the stage's share of the
///   data; null where there is none yet
/// @param after the best objective of its trials and that one
/// @param best the number of the trial that has it
/// @param changed what the best point sets otherwise than the one that the stage started from
public record StageReport(
        String stage,
        State state,
        int trials,
        double dataFraction,
        @Nullable Double before,
        @Nullable Double after,
        @Nullable Integer best,
        SortedMap<String, Change> changed) {

    public enum State {
        @JsonProperty("to-come")
        TO_COME,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("over")
        OVER,
        /// The point so far does not overfit, so there is nothing to regularise.
        @JsonProperty("skipped")
        SKIPPED
    }

    /// @param from null where the point left the parameter at its default
    /// @param to null where the point leaves the parameter at its default
    public record Change(@Nullable Object from, @Nullable Object to) {}

    /// The stages of a guided study, in order; none where another sampler proposes.
    ///
    /// @param history of that study
    /// @param isOver whether the study is: then no stage is to come or goes on
    public static List<StageReport> of(StudySpec study, History history, boolean isOver) {
        if (!(study.sampler() instanceof Guided guided)) {
            return List.of();
        }
        List<StageReport> reports = new ArrayList<>();
        boolean reached = true;
        for (StageSearcher stage :
                new GuidedSampler(Space.of(study), study.seed(), guided).searchers(history)) {
            boolean goesOn =
                    !stage.isSkipped()
                            && !(stage.suggest(history.next()) instanceof Suggestion.Exhausted);
            State state = State.TO_COME;
            if (reached && stage.isSkipped()) {
                state = State.SKIPPED;
            } else if (reached) {
                state = goesOn && !isOver ? State.RUNNING : State.OVER;
            }
            reports.add(report(study.objective(), stage, state));
            reached &= !goesOn;
        }
        return reports;
    }

    private static StageReport report(Objective goal, StageSearcher stage, State state) {
        boolean begun = state == State.RUNNING || state == State.OVER;
        Optional<Observation> before = stage.before().filter(_ -> begun);
        Optional<Observation> after = stage.after().filter(_ -> begun);
        return new StageReport(
                stage.stage().name(),
                state,
                stage.trials(),
                stage.stage().dataFraction(),
                before.map(trial -> measured(trial, goal)).orElse(null),
                after.map(trial -> measured(trial, goal)).orElse(null),
                after.map(Observation::number).orElse(null),
                after.isPresent() ? changes(stage.start(), after.get().point()) : new TreeMap<>());
    }

    private static @Nullable Double measured(Observation trial, Objective goal) {
        if (!Double.isFinite(trial.value())) {
            return null;
        }
        return goal.direction() == Objective.Direction.MAXIMIZE
                ? 0.0 - trial.value()
                : trial.value();
    }

    private static SortedMap<String, Change> changes(Point from, Point to) {
        Map<String, Object> before = from.values();
        Map<String, Object> after = to.values();
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        SortedMap<String, Change> changes = new TreeMap<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                changes.put(name, new Change(before.get(name), after.get(name)));
            }
        }
        return changes;
    }
}
