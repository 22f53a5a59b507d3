/// What outlasts an attempt of a trial: checkpoints to go on from, and the models that come out.
@NullMarked
package io.athanor.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
