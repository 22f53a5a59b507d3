package io.athanor.launcher.view;

/// Shows people how a study goes, snapshot after snapshot.
public interface Progress {
    void update(Snapshot now);

    /// What suits the screen: a table that is drawn anew, or a line for each change.
    static Progress on(Screen screen) {
        return screen.isTerminal() ? new TableProgress(screen) : new LineProgress(screen::print);
    }
}
