package io.athanor.launcher.local;

import io.athanor.launcher.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A process that is started again whenever it ends by itself. Its thread owns the process; [#end]
/// may come from any other.
final class Child {
    private static final Duration READY_POLL = Duration.ofMillis(250);
    private static final int LINES_SHOWN = 15;

    private final String name;
    private final Supplier<Launch> launches;
    private final LogFile log;
    private final Patience patience;
    private final Consumer<String> notices;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Failure> givenUp = new CompletableFuture<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Process process;

    /// @param launches asked anew for each start
    /// @param notices told when the process ends by itself
    Child(
            String name,
            Supplier<Launch> launches,
            LogFile log,
            Patience patience,
            Consumer<String> notices) {
        this.name = name;
        this.launches = launches;
        this.log = log;
        this.patience = patience;
        this.notices = notices;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    String name() {
        return name;
    }

    void start() {
        thread.start();
    }

    /// Completes when the process is ready for the first time; fails when it never will be.
    CompletableFuture<Void> ready() {
        return ready;
    }

    /// Completes when the launcher stops trying to keep this process up.
    CompletableFuture<Failure> givenUp() {
        return givenUp;
    }

    /// Asks the process to end. Returns at once.
    synchronized void askToEnd() {
        ending.countDown();
        if (process != null) {
            process.destroy();
        }
    }

    /// Waits until the process has ended, by force once patience is over.
    void awaitEnd() {
        try {
            if (!thread.join(patience.farewell())) {
                notices.accept("%s does not end by itself: killed".formatted(name));
                kill();
                thread.join();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void run() {
        try {
            keepUp();
        } catch (InterruptedException e) {
            kill();
        } catch (RuntimeException e) {
            kill();
            giveUp(new Failure("%s cannot be started: %s".formatted(name, e.getMessage()), e));
        }
    }

    private void keepUp() throws InterruptedException {
        int unready = 0;
        int ends = 0;
        while (!isEnding()) {
            long begun = System.nanoTime();
            Outcome outcome = runOnce();
            if (isEnding()) {
                return;
            }
            boolean settled = System.nanoTime() - begun > patience.settled().toNanos();
            unready = outcome.wasReady() ? 0 : unready + 1;
            ends = settled ? 1 : ends + 1;
            if (unready == patience.starts()) {
                giveUp(neverReady(outcome));
                return;
            }
            Duration pause = patience.pauseAfter(ends);
            notices.accept(
                    "%s %s; starting it again in %.1f s"
                            .formatted(name, outcome.how(), pause.toMillis() / 1000.0));
            var _ = ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Outcome runOnce() throws InterruptedException {
        long offset = log.size();
        Launch launch = launches.get();
        Process started = begin(launch);
        if (started == null) {
            return new Outcome(false, "was not started");
        }
        boolean isReady = awaitReady(launch, started, offset);
        if (isReady) {
            if (!ready.complete(null)) {
                notices.accept(name + " is ready again");
            }
        } else if (started.isAlive() && !isEnding()) {
            started.destroyForcibly().waitFor();
            return new Outcome(
                    false, "is not ready after %d s".formatted(patience.start().toSeconds()));
        }
        return new Outcome(isReady, "ended (%s)".formatted(exit(started.waitFor())));
    }

    private synchronized @Nullable Process begin(Launch launch) {
        if (isEnding()) {
            return null;
        }
        ProcessBuilder builder =
                new ProcessBuilder(launch.command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
        builder.environment().putAll(launch.environment());
        try {
            process = builder.start();
            return process;
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + launch.command().getFirst(), e);
        }
    }

    private boolean awaitReady(Launch launch, Process started, long offset)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.start().toNanos();
        while (System.nanoTime() < deadline) {
            if (launch.ready().test(log.since(offset))) {
                return true;
            }
            if (started.waitFor(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    private Failure neverReady(Outcome last) {
        return new Failure(
                "%s %s, %d times in a row. Its log, %s, ends with:\n%s"
                        .formatted(
                                name,
                                last.how(),
                                patience.starts(),
                                log.path(),
                                String.join("\n", log.lastLines(LINES_SHOWN))));
    }

    private void giveUp(Failure failure) {
        ready.completeExceptionally(failure);
        givenUp.complete(failure);
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    private static String exit(int code) {
        return code > 128 ? "killed by signal %d".formatted(code - 128) : "exit code " + code;
    }

    private record Outcome(boolean wasReady, String how) {}
}
