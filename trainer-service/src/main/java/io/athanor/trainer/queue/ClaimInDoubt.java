package io.athanor.trainer.queue;

/// The queue did not confirm that a record is ours: it may be given to another trainer.
public final class ClaimInDoubt extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimInDoubt(String message, Throwable cause) {
        super(message, cause);
    }

    ClaimInDoubt(String message) {
        super(message);
    }
}
