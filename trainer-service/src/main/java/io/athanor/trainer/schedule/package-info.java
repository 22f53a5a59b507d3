/// The learning rate over a trial: PyTorch's schedulers, to the last decimal.
@NullMarked
package io.athanor.trainer.schedule;

import org.jspecify.annotations.NullMarked;
