package io.athanor.launcher;

/// What keeps a command from doing its work, as its user is told: a line that says what and how to
/// help it, and further lines where there is more to show.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
