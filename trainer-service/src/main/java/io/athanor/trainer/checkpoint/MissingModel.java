package io.athanor.trainer.checkpoint;

/// A model to start from is not there. The point's fault: no attempt would find it.
public final class MissingModel extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MissingModel(String message) {
        super(message);
    }

    MissingModel(String message, Throwable cause) {
        super(message, cause);
    }
}
