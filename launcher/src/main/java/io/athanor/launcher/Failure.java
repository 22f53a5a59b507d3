package io.athanor.launcher;

import org.jspecify.annotations.Nullable;

/// What keeps a command from doing its work, as its user is told: a line that says what and how to
/// help it, and further lines where there is more to show.
public final class Failure extends RuntimeException {
    /// How a command ends that failed.
    public static final int FAILED = 1;

    /// How a command ends that nobody answered.
    public static final int UNANSWERED = 3;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public Failure(String message) {
        this(message, null, FAILED);
    }

    public Failure(String message, Throwable cause) {
        this(message, cause, FAILED);
    }

    private Failure(String message, @Nullable Throwable cause, int exitCode) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// Of a server that is not there, or has trouble of its own: later it may go well.
    public static Failure unanswered(String message, @Nullable Throwable cause) {
        return new Failure(message, cause, UNANSWERED);
    }

    public int exitCode() {
        return exitCode;
    }
}
