package io.athanor.trainer.data;

import ai.djl.ndarray.NDArray;

/// The training or the test part of a data set, on the device. Read by several trials at once, and
/// never changed.
///
/// @param images bytes: image, channel, row, column
/// @param labels the class of each image, 64-bit
public record Split(NDArray images, NDArray labels) {

    public int size() {
        return Math.toIntExact(labels.size());
    }
}
