package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What came out of a study: its trials, best first, and what stopping early saved.
public final class Leaderboard {
    private static final int SHOWN = 20;

    private Leaderboard() {}

    /// All trials of a study, ranked; the first of them are shown.
    ///
    /// @param width characters that there is room for
    public static List<Line> of(Study study, List<Trial> trials, int width) {
        List<Trial> ranked = ranked(study.spec().objective(), trials);
        return of(
                study,
                ranked.subList(0, Math.min(SHOWN, ranked.size())),
                trials.size(),
                true,
                width);
    }

    /// @param shown in the order in which they are shown
    /// @param total trials that there are, shown or not
    /// @param ranked whether the first of them is the best
    public static List<Line> of(
            Study study, List<Trial> shown, int total, boolean ranked, int width) {
        Study.Objective objective = study.spec().objective();
        List<Column> columns = new ArrayList<>();
        if (ranked) {
            columns.add(Column.right("rank"));
        }
        columns.addAll(
                List.of(
                        Column.right("trial"),
                        Column.right(Text.metric(objective)),
                        Column.right("loss").atLeast(8).dropped(3),
                        Column.right("epochs").dropped(2),
                        Column.left("state").atLeast(10).dropped(1),
                        Column.left("hyperparameters")));
        Table table = new Table(columns);
        int rank = 1;
        for (Trial trial : shown) {
            Line.Tone tone = ranked && rank == 1 ? Line.Tone.GOOD : Line.Tone.PLAIN;
            List<Object> cells = new ArrayList<>();
            if (ranked) {
                cells.add(trial.objective() == null ? "-" : rank);
            }
            cells.addAll(cells(trial, objective));
            table.row(tone, cells.toArray());
            rank++;
        }
        List<Line> lines = new ArrayList<>(table.lines(width));
        if (total > shown.size()) {
            lines.add(Line.plain("       and %d more".formatted(total - shown.size())));
        }
        return lines;
    }

    private static List<Object> cells(Trial trial, Study.Objective objective) {
        Trial.Epoch last = trial.lastEpoch();
        return List.of(
                trial.number(),
                Text.objective(trial.objective(), objective),
                Text.loss(last == null ? null : (Double) last.trainLoss()),
                trial.epochs().size(),
                trial.state(),
                Text.point(trial.point()));
    }

    /// One or two sentences about what was not trained, and why.
    public static String savings(Study study) {
        int planned = study.trialsOver() * study.spec().budget().epochs();
        if (study.epochsSaved() == 0) {
            return "No trial was stopped early: %d epochs were trained."
                    .formatted(study.epochsTrained());
        }
        String rules =
                study.stops().entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(rule -> rule.getValue() + " by " + judge(rule.getKey()))
                        .collect(Collectors.joining(", "));
        return Text.format(
                "Stopping early saved %d of %d epochs (%.0f %%): %d of %d trials were stopped (%s).",
                study.epochsSaved(),
                planned,
                100.0 * study.epochsSaved() / planned,
                study.trialsIn("stopped"),
                study.trialsOver(),
                rules);
    }

    private static String judge(String rule) {
        return rule.equals("cancelled") ? "people" : rule;
    }

    private static List<Trial> ranked(Study.Objective objective, List<Trial> trials) {
        Comparator<Double> better =
                objective.maximizes() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return trials.stream()
                .sorted(
                        Comparator.comparing(Trial::objective, Comparator.nullsLast(better))
                                .thenComparingInt(Trial::number))
                .toList();
    }
}
