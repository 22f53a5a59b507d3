package io.athanor.launcher.view;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Table.Column;
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
    private static final int CURVE = 16;
    private static final List<Column> COLUMNS =
            List.of(
                    Column.right("trial").atLeast(5),
                    Column.left("state").atLeast(10),
                    Column.left("progress").atLeast(BAR).dropped(2),
                    Column.right("epoch").atLeast(7).dropped(1),
                    Column.right("loss").atLeast(8),
                    Column.right("accuracy").atLeast(8),
                    Column.right("rate").atLeast(9).dropped(3),
                    Column.left("loss so far").atLeast(CURVE).dropped(4),
                    Column.left(""));

    private final boolean blocks;
    private final int height;
    private final int width;

    /// @param blocks whether the screen can show block characters
    /// @param height lines that there is room for
    /// @param width characters that there is room for
    StudyTable(boolean blocks, int height, int width) {
        this.blocks = blocks;
        this.height = height;
        this.width = width;
    }

    List<Line> lines(Snapshot now) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.plain(""));
        lines.add(Line.heading(" " + summary(now)));
        List<Trial> shown = shown(now.trials(), height);
        Sparkline scale =
                Sparkline.of(shown.stream().map(trial -> now.losses(trial).values()).toList());
        Table table = new Table(COLUMNS);
        shown.forEach(trial -> row(table, scale, now, trial));
        lines.addAll(table.lines(width));
        int hidden = now.trials().size() - shown.size();
        if (hidden > 0) {
            lines.add(
                    new Line(
                            "       and %d more that are over".formatted(hidden), Line.Tone.FAINT));
        }
        return lines;
    }

    /// All, or where there is no room for all, those that run and those that came last.
    static List<Trial> shown(List<Trial> trials, int height) {
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
        text.append("  ").append(bar(now.done(), Math.clamp(width / 5, BAR, STUDY_BAR)));
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

    private void row(Table table, Sparkline scale, Snapshot now, Trial trial) {
        Trial.Epoch last = trial.lastEpoch();
        Double loss =
                now.losses(trial)
                        .last()
                        .map(Losses.Point::loss)
                        .orElse(last == null ? null : (Double) last.trainLoss());
        Object rate =
                last != null ? last.learningRate() : trial.hyperparameters().get("learningRate");
        int epochs = now.study().spec().budget().epochs();
        double share = trial.isOver() ? (double) trial.epochs().size() / epochs : now.done(trial);
        table.row(
                Tones.of(trial),
                trial.number(),
                trial.state(),
                bar(share, BAR),
                trial.epochs().size() + "/" + epochs,
                Text.loss(loss),
                Text.accuracy(last == null ? null : last.testAccuracy()),
                rate == null ? "-" : Text.number(rate),
                scale.draw(now.losses(trial).values(), CURVE, blocks),
                Text.cause(trial));
    }

    private String bar(double share, int width) {
        int full = (int) Math.round(Math.clamp(share, 0, 1) * width);
        return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : "-").repeat(width - full);
    }
}
