package io.athanor.contracts.network;

/// A layer cannot take what comes to it. The message names the layer and the sizes.
public final class ImpossibleShape extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String layer;
    private final String problem;

    ImpossibleShape(String problem) {
        this("", problem);
    }

    ImpossibleShape(String layer, String problem) {
        super(layer.isEmpty() ? problem : layer + ": " + problem);
        this.layer = layer;
        this.problem = problem;
    }

    /// The same, said by the parent of the layer, which knows its name.
    ImpossibleShape in(String name) {
        return new ImpossibleShape(layer.isEmpty() ? name : name + "." + layer, problem);
    }
}
