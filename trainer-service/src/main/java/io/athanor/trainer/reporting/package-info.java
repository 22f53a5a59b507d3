/// What a trainer says: events and curves, in order, buffered while the broker is away.
@NullMarked
package io.athanor.trainer.reporting;

import org.jspecify.annotations.NullMarked;
