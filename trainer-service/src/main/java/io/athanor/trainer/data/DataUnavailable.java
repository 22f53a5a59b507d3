package io.athanor.trainer.data;

/// A data set is unknown, missing or damaged. The message says what to do about it.
public final class DataUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataUnavailable(String message) {
        super(message);
    }

    DataUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
