package io.athanor.trainer.training;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Asks a training to end between two iterations. The first request counts.
public final class StopSignal {
    private final AtomicReference<@Nullable Ending> requested = new AtomicReference<>();

    public void request(Ending ending) {
        requested.compareAndSet(null, ending);
    }

    Optional<Ending> requested() {
        return Optional.ofNullable(requested.get());
    }

    boolean isSet() {
        return requested.get() != null;
    }
}
