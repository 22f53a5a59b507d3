package io.athanor.scheduler.topology;

import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/// Replaces a stream thread that an outage killed, so that the scheduler goes on when it is over.
/// The thread of the read model cannot be replaced: the process ends, to be started again.
@ApplicationScoped
public class FailedThreads implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = Logger.getLogger(FailedThreads.class);

    @Override
    public StreamThreadExceptionResponse handle(Throwable cause) {
        if (Thread.currentThread().getName().contains("GlobalStreamThread")) {
            LOG.error("The read model cannot go on: this process ends", cause);
            Quarkus.asyncExit(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread ended and is replaced", cause);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
