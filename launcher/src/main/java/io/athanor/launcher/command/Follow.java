package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.LastLoss;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Leaderboard;
import io.athanor.launcher.view.Line;
import io.athanor.launcher.view.Progress;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.Snapshot;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Shows a study until it ends.
final class Follow {
    private static final long POLL_SECONDS = 1;

    /// Failed looks in a row until it says so, and after which it is over: a service that is
    /// started again takes seconds.
    private static final int BLIND_LOOKS_NOTED = 5;

    private static final int BLIND_LOOKS = 120;

    private final Api api;
    private final String study;
    private final CompletableFuture<Failure> broken;

    /// @param broken completes when there is no use in going on
    Follow(Api api, String study, CompletableFuture<Failure> broken) {
        this.api = api;
        this.study = study;
        this.broken = broken;
    }

    /// @return 0 when the study is completed, 1 when it was cancelled
    static int toItsEnd(Api api, String study, Screen screen) throws InterruptedException {
        api.study(study);
        Snapshot end = new Follow(api, study, new CompletableFuture<>()).show(screen);
        show(end, screen);
        return end.study().isCompleted() ? 0 : 1;
    }

    /// What came out of it.
    static void show(Snapshot end, Screen screen) {
        screen.print("");
        screen.print(Leaderboard.of(end.study(), end.trials()));
        screen.print("");
        screen.print(Line.heading(Leaderboard.savings(end.study())));
    }

    /// @return the study as it ended
    /// @throws Failure when it cannot be seen any more
    Snapshot show(Screen screen) throws InterruptedException {
        Progress progress = Progress.on(screen);
        int blind = 0;
        while (true) {
            try {
                Snapshot now = look();
                progress.update(now);
                if (now.isOver()) {
                    return now;
                }
                blind = 0;
            } catch (Failure e) {
                blind++;
                if (blind == BLIND_LOOKS) {
                    throw e;
                }
                if (blind == BLIND_LOOKS_NOTED) {
                    screen.print("waiting for %s to answer again".formatted(api.server()));
                }
            }
            pause();
        }
    }

    private Snapshot look() {
        Study now = api.study(study);
        List<Trial> trials =
                api.trials(study).stream().sorted(Comparator.comparingInt(Trial::number)).toList();
        Map<String, LastLoss> losses = new HashMap<>();
        trials.stream()
                .filter(Trial::isRunning)
                .forEach(trial -> lastLoss(trial).ifPresent(loss -> losses.put(trial.id(), loss)));
        return new Snapshot(now, trials, losses, now.age(InstantSource.system()));
    }

    /// The study is worth showing without its losses while the metrics service is down.
    private Optional<LastLoss> lastLoss(Trial trial) {
        try {
            return api.lastLoss(trial.id());
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    private void pause() throws InterruptedException {
        try {
            throw broken.get(POLL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException nothingIsBroken) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
