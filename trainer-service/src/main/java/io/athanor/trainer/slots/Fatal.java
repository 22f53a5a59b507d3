package io.athanor.trainer.slots;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process when one of its threads dies: what broke is not a trial's, and a process that
/// lives on without a slot would take no trial and tell nobody. Whoever runs it starts it again.
final class Fatal implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Fatal.class);

    private final IntConsumer exit;

    /// @param exit ends the process in good order, with that status
    Fatal(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable broken) {
        LOG.error("{} died, the trainer ends", thread.getName(), broken);
        exit.accept(1);
    }
}
