package io.athanor.trainer.data;

import io.athanor.contracts.ImageShape;

/// Images of `classes` classes, each of the shape `image`.
///
/// @param hash SHA-256 of the images and labels, as hexadecimal digits
public record DataSet(
        String name,
        int classes,
        ImageShape image,
        Normalisation normalisation,
        Split train,
        Split test,
        String hash) {}
