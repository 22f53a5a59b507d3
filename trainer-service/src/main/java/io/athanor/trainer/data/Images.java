package io.athanor.trainer.data;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/// Images and their classes in the host's memory.
///
/// @param pixels image, channel, row, column; a direct buffer
/// @param labels the class of each image
record Images(ByteBuffer pixels, IntBuffer labels) {

    int size() {
        return labels.capacity();
    }
}
