package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.view.Table.Column;
import java.util.List;

/// Studies, a line each.
public final class StudyList {
    private StudyList() {}

    /// @param width characters that there is room for
    public static List<Line> of(List<Study> studies, int width) {
        if (studies.isEmpty()) {
            return List.of(Line.plain("no studies yet: post one with ./athanor submit FILE"));
        }
        Table table =
                new Table(
                        List.of(
                                Column.left("study"),
                                Column.left("state"),
                                Column.right("trials over"),
                                Column.right("running").dropped(2),
                                Column.right("epochs saved").dropped(3),
                                Column.left("best").dropped(1)));
        for (Study study : studies) {
            table.row(
                    Tones.of(study),
                    study.id(),
                    study.state(),
                    study.trialsOver() + " of " + study.spec().budget().trials(),
                    study.trialsIn("running"),
                    study.epochsSaved(),
                    best(study));
        }
        return table.lines(width);
    }

    static String best(Study study) {
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
