package io.athanor.launcher.view;

import io.athanor.launcher.api.Trial;
import java.util.List;

/// Shows people how a study goes, snapshot after snapshot.
public interface Progress {
    void update(Snapshot now);

    /// The trials of which it shows the losses.
    List<Trial> looksAt(List<Trial> trials);

    /// What suits the screen: a table that is drawn anew, or a line for each change.
    static Progress on(Screen screen) {
        return screen.isTerminal() ? new TableProgress(screen) : new LineProgress(screen::print);
    }
}
