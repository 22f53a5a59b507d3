package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.view.Leaderboard;
import io.athanor.launcher.view.Line;
import io.athanor.launcher.view.Progress;
import io.athanor.launcher.view.Screen;
import io.athanor.launcher.view.Snapshot;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /// Trials to ask for one by one, rather than for all.
    private static final int MANY = 50;

    private static final int CURVE_POINTS = 32;

    /// As a command ends that writes into a pipe that nobody reads: 128 and the number of SIGPIPE.
    static final int CLOSED_PIPE = 141;

    private final Api api;
    private final String study;
    private final CompletableFuture<Failure> broken;
    private final Map<Integer, Trial> over = new HashMap<>();
    private final Map<String, Losses> lossesOfOver = new HashMap<>();

    /// @param broken completes when there is no use in going on
    Follow(Api api, String study, CompletableFuture<Failure> broken) {
        this.api = api;
        this.study = study;
        this.broken = broken;
    }

    /// @return 0 when the study is completed, 1 when it was cancelled or failed
    static int toItsEnd(Api api, String study, Screen screen) throws InterruptedException {
        if (screen.isTerminal()) {
            screen.print("Ctrl-C leaves it: the study goes on.");
        }
        Optional<Snapshot> end = new Follow(api, study, new CompletableFuture<>()).show(screen);
        end.ifPresent(last -> show(last, screen));
        return end.map(last -> last.study().isCompleted() ? 0 : Failure.FAILED).orElse(CLOSED_PIPE);
    }

    /// What came out of it.
    static void show(Snapshot end, Screen screen) {
        screen.print("");
        screen.print(Leaderboard.of(end.study(), end.trials(), screen.size().width()));
        screen.print("");
        screen.print(Line.heading(Leaderboard.savings(end.study())));
    }

    /// @return the study as it ended; empty where nobody reads the screen any more
    /// @throws Failure when it cannot be seen any more
    Optional<Snapshot> show(Screen screen) throws InterruptedException {
        Progress progress = Progress.on(screen);
        int blind = 0;
        while (true) {
            try {
                Snapshot now = look(progress);
                progress.update(now);
                if (now.isOver()) {
                    return Optional.of(now);
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
            if (screen.isClosed()) {
                return Optional.empty();
            }
            pause();
        }
    }

    private Snapshot look(Progress progress) {
        Study now = api.study(study);
        List<Trial> trials = trials(now);
        Map<String, Losses> losses = new HashMap<>();
        progress.looksAt(trials).stream()
                .filter(trial -> !trial.state().equals("waiting"))
                .forEach(trial -> losses.put(trial.id(), losses(trial)));
        return new Snapshot(now, trials, losses, now.age(InstantSource.system()));
    }

    /// Those that are over are asked for once: a study may have thousands.
    private List<Trial> trials(Study now) {
        Map<Integer, Trial> trials = new TreeMap<>(over);
        for (String state : List.of("waiting", "running")) {
            api.trials(study, Map.of("state", state))
                    .forEach(trial -> trials.put(trial.number(), trial));
        }
        if (now.trialsProposed() - trials.size() > MANY) {
            api.trials(study).forEach(trial -> trials.put(trial.number(), trial));
        }
        for (int number = 1; number <= now.trialsProposed(); number++) {
            if (!trials.containsKey(number)) {
                api.findTrial(study + "-" + number)
                        .ifPresent(trial -> trials.put(trial.number(), trial));
            }
        }
        trials.values().stream()
                .filter(Trial::isOver)
                .forEach(trial -> over.put(trial.number(), trial));
        return List.copyOf(trials.values());
    }

    /// The study is worth showing without its losses while the metrics service is down.
    private Losses losses(Trial trial) {
        Losses known = lossesOfOver.get(trial.id());
        if (known != null) {
            return known;
        }
        try {
            Losses losses = api.losses(trial.id(), CURVE_POINTS);
            if (trial.isOver()) {
                lossesOfOver.put(trial.id(), losses);
            }
            return losses;
        } catch (Failure e) {
            return Losses.NONE;
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
