package io.athanor.launcher.view;

/// The table of a study, drawn anew in place.
final class TableProgress implements Progress {
    /// Lines of the terminal that the table leaves to what was printed above it.
    private static final int SPARED = 3;

    private final Screen screen;

    TableProgress(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void update(Snapshot now) {
        StudyTable table = new StudyTable(screen.hasBlocks(), screen.height() - SPARED);
        screen.show(table.lines(now));
        if (now.study().isOver()) {
            screen.keep();
        }
    }
}
