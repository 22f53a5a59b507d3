package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// How far a study is.
public final class StudySheet {
    private StudySheet() {}

    public static List<Line> of(Study study, InstantSource clock) {
        Study.Budget budget = study.spec().budget();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(" study %s  %s".formatted(study.id(), study.state()), Tones.of(study)));
        lines.add(
                Line.plain(
                        "   %d of %d trials over, %d running, %d waiting; %s on %s"
                                .formatted(
                                        study.trialsOver(),
                                        budget.trials(),
                                        study.trialsIn("running"),
                                        study.trialsIn("waiting"),
                                        Text.metric(study.spec().objective()),
                                        study.spec().dataset())));
        Duration age = study.age(clock);
        lines.add(
                Line.plain(
                        Text.format(
                                "   %s %s, %.1f trials an hour; best: %s",
                                study.isOver() ? "in" : "for",
                                Text.duration(age),
                                3600.0 * study.trialsOver() / Math.max(1, age.toSeconds()),
                                StudyList.best(study))));
        if (study.reason() != null) {
            lines.add(Line.plain("   " + study.reason()));
        }
        if (study.trialsOver() > 0) {
            lines.add(Line.plain("   " + Leaderboard.savings(study)));
        }
        return lines;
    }
}
