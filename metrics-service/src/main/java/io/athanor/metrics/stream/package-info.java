/// The topology: curves in, state kept, stops out; and what becomes of records that cannot be read.
@NullMarked
package io.athanor.metrics.stream;

import org.jspecify.annotations.NullMarked;
