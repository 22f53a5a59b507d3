package io.athanor.launcher.view;

import io.athanor.launcher.api.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The table of a study, drawn anew in place, and above it a line for each trial that does not go
/// as planned.
final class TableProgress implements Progress {
    /// Lines of the terminal that the table leaves to what was printed above it.
    private static final int SPARED = 3;

    private final Screen screen;
    private final Map<String, String> told = new HashMap<>();

    TableProgress(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void update(Snapshot now) {
        now.trials().forEach(this::tell);
        Screen.Size size = screen.size();
        StudyTable table = new StudyTable(screen.hasBlocks(), size.height() - SPARED, size.width());
        screen.show(table.lines(now), size.width());
        if (now.isOver()) {
            screen.keep();
        }
    }

    @Override
    public List<Trial> looksAt(List<Trial> trials) {
        return StudyTable.shown(trials, screen.size().height() - SPARED);
    }

    private void tell(Trial trial) {
        String why = Text.why(trial);
        if (!why.isEmpty() && !why.equals(told.put(trial.id(), why))) {
            screen.print("trial %d: %s".formatted(trial.number(), why));
        }
    }
}
