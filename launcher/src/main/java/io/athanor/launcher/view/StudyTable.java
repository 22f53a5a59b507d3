package io.athanor.launcher.view;

import io.athanor.launcher.api.LastLoss;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A study as a table: how far it is, and a row a trial.
final class StudyTable {
    private static final int BAR = 10;
    private static final int STUDY_BAR = 24;
    private static final int LINES_BESIDE_TRIALS = 4;
    private static final double ENOUGH_TO_ESTIMATE = 0.1;
    private static final String ROW = " %5s  %-10s  %-" + BAR + "s  %7s  %8s  %8s  %9s  %s";

    private final boolean blocks;
    private final int height;

    /// @param blocks whether the screen can show block characters
    /// @param height lines that there is room for
    StudyTable(boolean blocks, int height) {
        this.blocks = blocks;
        this.height = height;
    }

    List<Line> lines(Snapshot now) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.plain(""));
        lines.add(Line.heading(" " + summary(now)));
        lines.add(
                Line.heading(
                        Text.format(
                                        ROW,
                                        "trial",
                                        "state",
                                        "progress",
                                        "epoch",
                                        "loss",
                                        "accuracy",
                                        "rate",
                                        "")
                                .stripTrailing()));
        List<Trial> shown = shown(now.trials());
        shown.forEach(trial -> lines.add(row(now, trial)));
        int hidden = now.trials().size() - shown.size();
        if (hidden > 0) {
            lines.add(
                    new Line(
                            "       and %d more that are over".formatted(hidden), Line.Tone.FAINT));
        }
        return lines;
    }

    /// All, or where there is no room for all, those that run and those that came last.
    private List<Trial> shown(List<Trial> trials) {
        int room = Math.max(1, height - LINES_BESIDE_TRIALS);
        if (trials.size() <= room) {
            return trials;
        }
        Comparator<Trial> importance =
                Comparator.comparing(Trial::isOver).thenComparingInt(trial -> -trial.number());
        return trials.stream()
                .sorted(importance)
                .limit(room)
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
    }

    private String summary(Snapshot now) {
        Study study = now.study();
        StringBuilder text = new StringBuilder(study.id());
        text.append("  ").append(bar(now.done(), STUDY_BAR));
        text.append(
                Text.format(
                        "  %d of %d trials over",
                        study.trialsOver(), study.spec().budget().trials()));
        if (study.best() != null) {
            text.append(
                    Text.format(
                            ", best %s %s",
                            Text.metric(study.spec().objective()),
                            Text.objective(study.best().objective(), study.spec().objective())));
        }
        text.append(", ").append(time(now));
        return text.toString();
    }

    private static String time(Snapshot now) {
        if (now.isOver()) {
            return now.study().state() + " in " + Text.duration(now.elapsed());
        }
        if (now.done() < ENOUGH_TO_ESTIMATE) {
            return Text.duration(now.elapsed());
        }
        double left = now.elapsed().toSeconds() * (1 - now.done()) / now.done();
        return Text.format(
                "%s, about %s left",
                Text.duration(now.elapsed()), Text.duration(Duration.ofSeconds((long) left)));
    }

    private Line row(Snapshot now, Trial trial) {
        Trial.Epoch last = trial.lastEpoch();
        LastLoss loss = now.loss(trial);
        Double shownLoss =
                loss != null
                        ? (Double) loss.loss()
                        : last != null ? (Double) last.trainLoss() : null;
        Object rate =
                last != null ? last.learningRate() : trial.hyperparameters().get("learningRate");
        double share =
                trial.isOver()
                        ? (double) trial.epochs().size() / now.study().spec().budget().epochs()
                        : now.done(trial);
        String text =
                Text.format(
                        ROW,
                        trial.number(),
                        trial.state(),
                        bar(share, BAR),
                        trial.epochs().size() + "/" + now.study().spec().budget().epochs(),
                        Text.loss(shownLoss),
                        Text.accuracy(last == null ? null : last.testAccuracy()),
                        rate == null ? "-" : Text.number(rate),
                        Text.cause(trial));
        return new Line(text.stripTrailing(), tone(trial));
    }

    private static Line.Tone tone(Trial trial) {
        return switch (trial.state()) {
            case "waiting" -> Line.Tone.FAINT;
            case "completed" -> Line.Tone.GOOD;
            case "stopped" -> Line.Tone.NOTABLE;
            case "infeasible", "failed" -> Line.Tone.BAD;
            default -> Line.Tone.PLAIN;
        };
    }

    private String bar(double share, int width) {
        int full = (int) Math.round(Math.clamp(share, 0, 1) * width);
        return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : "-").repeat(width - full);
    }
}
