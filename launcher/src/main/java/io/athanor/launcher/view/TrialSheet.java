package io.athanor.launcher.view;

import io.athanor.launcher.api.Diagnosis;
import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Table.Column;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything about one trial.
///
/// @param losses empty where there are none any more
/// @param diagnosis null where there is none
public record TrialSheet(Study study, Trial trial, Losses losses, @Nullable Diagnosis diagnosis) {
    private static final int CURVE = 60;
    private static final int NAME = 14;

    /// @param blocks whether the screen can show block characters
    /// @param width characters that there is room for
    public List<Line> lines(boolean blocks, int width, InstantSource clock) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(" trial %s  %s".formatted(trial.id(), trial.state()), Tones.of(trial)));
        lines.addAll(facts(clock));
        lines.addAll(hyperparameters(width));
        lines.addAll(curve(blocks, width));
        lines.addAll(epochs(width));
        lines.addAll(stop(width));
        lines.addAll(diagnosis(width));
        lines.addAll(attempts(width));
        return lines;
    }

    private List<Line> facts(InstantSource clock) {
        Study.Objective objective = study.spec().objective();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("study", study.id());
        facts.put(
                Text.metric(objective),
                Text.objective(trial.objective(), objective)
                        + (study.best() != null && study.best().trial().equals(trial.id())
                                ? ", the best of its study"
                                : ""));
        facts.put(
                "epochs",
                "%d of %d".formatted(trial.epochs().size(), study.spec().budget().epochs()));
        if (trial.startedAt() != null) {
            facts.put("trained", Text.duration(trial.age(clock)));
        }
        if (trial.trainer() != null) {
            facts.put(
                    "trainer",
                    trial.trainer() + (trial.device() == null ? "" : " on " + trial.device()));
        }
        if (trial.reason() != null) {
            facts.put("reason", trial.reason());
        }
        return pairs(facts);
    }

    private List<Line> hyperparameters(int width) {
        List<Line> lines = new ArrayList<>(heading("hyperparameters of its point"));
        lines.addAll(pairs(Flat.of(trial.point())));
        if (trial.point().isEmpty()) {
            lines.add(Line.plain("   none: the study fixes them all"));
        }
        Map<String, Object> others = Flat.of(trial.hyperparameters());
        others.keySet().removeAll(Flat.of(trial.point()).keySet());
        lines.addAll(heading("its other hyperparameters"));
        lines.addAll(
                Text.wrapped("   ", Text.point(others), width).stream()
                        .map(text -> new Line(text, Line.Tone.FAINT))
                        .toList());
        return lines;
    }

    private List<Line> curve(boolean blocks, int width) {
        if (losses.points().isEmpty()) {
            return List.of();
        }
        Losses.Point first = losses.points().getFirst();
        Losses.Point last = losses.points().getLast();
        Sparkline scale = Sparkline.of(List.of(losses.values()));
        List<Line> lines =
                new ArrayList<>(heading("smoothed loss up to iteration " + last.iteration()));
        lines.add(
                Line.plain(
                        "   %s %s %s"
                                .formatted(
                                        Text.loss(first.loss()),
                                        scale.draw(
                                                losses.values(),
                                                Math.clamp(width - 25L, 10, CURVE),
                                                blocks),
                                        Text.loss(last.loss()))));
        return lines;
    }

    private List<Line> epochs(int width) {
        if (trial.epochs().isEmpty()) {
            return List.of();
        }
        Table table =
                new Table(
                        List.of(
                                Column.right("epoch"),
                                Column.right("iterations").dropped(3),
                                Column.right("train loss"),
                                Column.right("train accuracy").dropped(4),
                                Column.right("test loss").dropped(5),
                                Column.right("test accuracy"),
                                Column.right("rate").dropped(2),
                                Column.right("seconds").dropped(1)));
        for (Trial.Epoch epoch : trial.epochs()) {
            table.row(
                    epoch.epoch(),
                    epoch.iterations(),
                    Text.loss(epoch.trainLoss()),
                    Text.accuracy(epoch.trainAccuracy()),
                    Text.loss(epoch.testLoss()),
                    Text.accuracy(epoch.testAccuracy()),
                    Text.number(epoch.learningRate()),
                    Text.format("%.1f", epoch.seconds()));
        }
        List<Line> lines = new ArrayList<>(List.of(Line.plain("")));
        lines.addAll(table.lines(width));
        return lines;
    }

    private List<Line> stop(int width) {
        Trial.Stop stop = trial.stop();
        if (stop == null) {
            return List.of();
        }
        List<Line> lines =
                new ArrayList<>(
                        heading(
                                "%s by %s%s"
                                        .formatted(
                                                trial.isOver() ? "stopped" : "asked to stop",
                                                stop.rule(),
                                                stop.iteration() == 0
                                                        ? ""
                                                        : " at iteration " + stop.iteration())));
        lines.addAll(prose(stop.message(), width));
        lines.addAll(pairs(stop.evidence()));
        return lines;
    }

    private List<Line> diagnosis(int width) {
        if (diagnosis == null) {
            return List.of();
        }
        List<Line> lines =
                new ArrayList<>(
                        heading(
                                "diagnosis: %s%s"
                                        .formatted(
                                                diagnosis.verdict().replace('-', ' '),
                                                diagnosis.finished() ? "" : ", at the moment")));
        lines.addAll(prose(diagnosis.remedy(), width));
        Map<String, Object> numbers = new LinkedHashMap<>(diagnosis.numbers());
        lines.addAll(
                Text.wrapped("   ", Text.point(numbers), width).stream()
                        .map(text -> new Line(text, Line.Tone.FAINT))
                        .toList());
        return lines;
    }

    private List<Line> attempts(int width) {
        if (trial.endedAttempts().isEmpty()) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>(heading("attempts"));
        for (Trial.EndedAttempt ended : trial.endedAttempts()) {
            String why = ended.reason() == null ? "" : ": " + ended.reason();
            lines.addAll(
                    prose(
                            "%d was %s%s%s"
                                    .formatted(
                                            ended.attempt(),
                                            ended.outcome(),
                                            ended.trainer() == null ? "" : " on " + ended.trainer(),
                                            why),
                            width));
        }
        lines.add(Line.plain("   %d is the last".formatted(trial.attempt())));
        return lines;
    }

    private static List<Line> heading(String text) {
        return List.of(Line.plain(""), Line.heading(" " + text));
    }

    private static List<Line> prose(String text, int width) {
        return Text.wrapped("   ", text, width).stream().map(Line::plain).toList();
    }

    private static List<Line> pairs(Map<String, Object> values) {
        int name = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        String row = "   %-" + Math.max(NAME, name) + "s  %s";
        return values.entrySet().stream()
                .map(value ->
                        Line.plain(Text.format(row, value.getKey(), Text.number(value.getValue()))))
                .toList();
    }
}
