package io.athanor.scheduler.api;

import io.athanor.contracts.Point;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrialRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The values of a study's trials by which people sort and filter: what became of a trial, and the
/// hyperparameters that the study searches or fixes.
final class TrialValues {
    private static final List<String> ALWAYS = List.of("objective", "number", "epochs", "seconds");

    private final Point fixed;
    private final Function<TrialRecord, @Nullable Double> objective;
    private final List<String> names;

    /// @param objective by which a trial is ranked
    TrialValues(StudySpec study, Function<TrialRecord, @Nullable Double> objective) {
        this.fixed = study.fixed();
        this.objective = objective;
        this.names = names(study);
    }

    static List<String> names(StudySpec study) {
        List<String> names = new ArrayList<>(ALWAYS);
        names.addAll(study.space().keySet());
        study.fixed().values().keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        return names;
    }

    List<String> names() {
        return names;
    }

    /// A text, a number or a boolean; null where the trial has none.
    @Nullable Object of(TrialRecord trial, String name) {
        return switch (name) {
            case "objective" -> objective.apply(trial);
            case "number" -> trial.id().number();
            case "epochs" -> trial.epochs().size();
            case "seconds" -> seconds(trial);
            default -> trial.point().values().getOrDefault(name, fixed.values().get(name));
        };
    }

    private static @Nullable Double seconds(TrialRecord trial) {
        Instant started = trial.startedAt();
        Instant ended = trial.endedAt();
        return started == null || ended == null
                ? null
                : Duration.between(started, ended).toMillis() / 1e3;
    }
}
