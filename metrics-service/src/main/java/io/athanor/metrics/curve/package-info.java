/// The curve of one trial as a bounded state that folds in one record after the other, and its
/// bytes. Knows nothing of Kafka.
@NullMarked
package io.athanor.metrics.curve;

import org.jspecify.annotations.NullMarked;
