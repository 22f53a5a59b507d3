package io.athanor.launcher.view;

import io.athanor.launcher.api.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A line for each thing that happens to a trial, for logs.
final class LineProgress implements Progress {
    private final Consumer<String> out;
    private final Map<String, Trial> seen = new HashMap<>();
    private int over = -1;

    LineProgress(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void update(Snapshot now) {
        for (Trial trial : now.trials()) {
            tell(now, seen.put(trial.id(), trial), trial);
        }
        int overNow = now.study().trialsOver();
        if (overNow != over && overNow > 0) {
            say(now, "%d of %d trials over", overNow, now.study().spec().budget().trials());
        }
        over = overNow;
        if (now.isOver()) {
            say(now, "study %s %s", now.study().id(), now.study().state());
        }
    }

    @Override
    public List<Trial> looksAt(List<Trial> trials) {
        return List.of();
    }

    private void tell(Snapshot now, @Nullable Trial before, Trial trial) {
        if (before != null && before.attempt() != trial.attempt()) {
            say(now, "trial %d: %s", trial.number(), Text.why(trial));
        }
        if (trial.state().equals("waiting")) {
            return;
        }
        Trial known = isClaimed(before, trial.attempt()) ? before : null;
        if (known == null) {
            say(
                    now,
                    "trial %d runs on %s: %s",
                    trial.number(),
                    trial.trainer(),
                    Text.point(trial.point()));
        }
        trial.epochs().stream()
                .skip(known == null ? 0 : known.epochs().size())
                .forEach(epoch -> tell(now, trial, epoch));
        if (trial.isOver() && (known == null || !known.isOver())) {
            String why = Text.why(trial);
            say(
                    now,
                    "trial %d %s after %d of %d epochs%s",
                    trial.number(),
                    trial.state(),
                    trial.epochs().size(),
                    now.study().spec().budget().epochs(),
                    why.isEmpty() ? "" : "; " + why);
        }
    }

    private static boolean isClaimed(@Nullable Trial trial, int attempt) {
        return trial != null && trial.attempt() == attempt && !trial.state().equals("waiting");
    }

    private void tell(Snapshot now, Trial trial, Trial.Epoch epoch) {
        say(
                now,
                "trial %d epoch %d/%d: loss %s, test accuracy %s, learning rate %s",
                trial.number(),
                epoch.epoch(),
                now.study().spec().budget().epochs(),
                Text.loss(epoch.trainLoss()),
                Text.accuracy(epoch.testAccuracy()),
                Text.number(epoch.learningRate()));
    }

    private void say(Snapshot now, String format, @Nullable Object... arguments) {
        out.accept(
                Text.format("%5s  ", Text.duration(now.elapsed()))
                        + Text.format(format, arguments));
    }
}
