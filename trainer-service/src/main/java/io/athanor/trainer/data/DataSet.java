package io.athanor.trainer.data;

import ai.djl.ndarray.types.Shape;

/// Images of `classes` classes, each of the shape `image`: channels, height, width.
public record DataSet(
        String name,
        int classes,
        Shape image,
        Normalisation normalisation,
        Split train,
        Split test) {}
