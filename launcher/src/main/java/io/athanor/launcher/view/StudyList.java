package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import java.util.ArrayList;
import java.util.List;

/// Studies, a line each.
public final class StudyList {
    private StudyList() {}

    public static List<Line> of(List<Study> studies) {
        if (studies.isEmpty()) {
            return List.of(Line.plain("no studies yet: post one with ./athanor submit FILE"));
        }
        int width = Math.max(5, studies.stream().mapToInt(s -> s.id().length()).max().getAsInt());
        String row = " %-" + width + "s  %-10s  %12s  %8s  %12s  %s";
        List<Line> lines = new ArrayList<>();
        lines.add(
                Line.heading(
                        Text.format(
                                row,
                                "study",
                                "state",
                                "trials over",
                                "running",
                                "epochs saved",
                                "best")));
        for (Study study : studies) {
            lines.add(
                    Line.plain(
                            Text.format(
                                    row,
                                    study.id(),
                                    study.state(),
                                    study.trialsOver() + " of " + study.spec().budget().trials(),
                                    study.trialsIn("running"),
                                    study.epochsSaved(),
                                    best(study))));
        }
        return lines;
    }

    private static String best(Study study) {
        Study.Objective objective = study.spec().objective();
        return study.best() == null
                ? "-"
                : Text.format(
                        "%s %s (%s)",
                        Text.metric(objective),
                        Text.objective(study.best().objective(), objective),
                        study.best().trial());
    }
}
