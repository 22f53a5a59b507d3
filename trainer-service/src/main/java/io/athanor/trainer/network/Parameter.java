package io.athanor.trainer.network;

import ai.djl.ndarray.types.Shape;

/// A tensor that a layer has: trained ([Layer#parameters]) or kept beside ([Layer#buffers]).
///
/// @param name PyTorch's name, within the layer or the whole network
public record Parameter(String name, Shape shape, Initialisation initialisation) {

    Parameter in(String parent) {
        return new Parameter(parent + "." + name, shape, initialisation);
    }
}
