package io.athanor.scheduler.topology;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/// Replaces a stream thread that an outage killed, so that the scheduler goes on when it is over.
@ApplicationScoped
public class FailedThreads implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = Logger.getLogger(FailedThreads.class);

    @Override
    public StreamThreadExceptionResponse handle(Throwable cause) {
        LOG.error("A stream thread ended and is replaced", cause);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
