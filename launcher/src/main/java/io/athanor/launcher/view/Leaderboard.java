package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What came out of a study: its trials, best first, and what stopping early saved.
public final class Leaderboard {
    private static final int SHOWN = 20;
    private static final String ROW = " %4s  %5s  %13s  %8s  %6s  %-10s  %s";

    private Leaderboard() {}

    public static List<Line> of(Study study, List<Trial> trials) {
        Study.Objective objective = study.spec().objective();
        List<Line> lines = new ArrayList<>();
        lines.add(
                Line.heading(
                        Text.format(
                                ROW,
                                "rank",
                                "trial",
                                Text.metric(objective),
                                "loss",
                                "epochs",
                                "state",
                                "hyperparameters")));
        List<Trial> ranked = ranked(objective, trials);
        for (int rank = 1; rank <= Math.min(SHOWN, ranked.size()); rank++) {
            Line.Tone tone = rank == 1 ? Line.Tone.GOOD : Line.Tone.PLAIN;
            lines.add(new Line(row(rank, ranked.get(rank - 1), objective), tone));
        }
        if (ranked.size() > SHOWN) {
            lines.add(Line.plain("       and %d more".formatted(ranked.size() - SHOWN)));
        }
        return lines;
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
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
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

    private static String row(int rank, Trial trial, Study.Objective objective) {
        Trial.Epoch last = trial.lastEpoch();
        return Text.format(
                ROW,
                trial.objective() == null ? "-" : Integer.toString(rank),
                trial.number(),
                Text.objective(trial.objective(), objective),
                Text.loss(last == null ? null : (Double) last.trainLoss()),
                trial.epochs().size(),
                trial.state(),
                Text.point(trial.point()));
    }
}
