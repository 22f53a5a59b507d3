/// What a trainer hears: trials to train, through the share group of all trainers, and requests to
/// stop.
@NullMarked
package io.athanor.trainer.queue;

import org.jspecify.annotations.NullMarked;
