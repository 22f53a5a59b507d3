package io.athanor.trainer.network;

/// A layer cannot take what comes to it. The point's fault: no attempt would end otherwise.
public final class ImpossibleShape extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String layer;
    private final String problem;

    ImpossibleShape(String problem) {
        this("", problem);
    }

    private ImpossibleShape(String layer, String problem) {
        super(layer.isEmpty() ? problem : layer + ": " + problem);
        this.layer = layer;
        this.problem = problem;
    }

    /// The same, said by the parent of the layer, which knows its name.
    ImpossibleShape in(String name) {
        return new ImpossibleShape(layer.isEmpty() ? name : name + "." + layer, problem);
    }
}
