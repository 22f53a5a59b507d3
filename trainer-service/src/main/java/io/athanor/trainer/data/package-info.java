/// The data sets: real images, decoded once, kept on the device as bytes.
@NullMarked
package io.athanor.trainer.data;

import org.jspecify.annotations.NullMarked;
