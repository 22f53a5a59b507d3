/// The training step and the evaluation as one TorchScript program each, written from the network
/// and the hyperparameters, and run through the engine's public calls.
@NullMarked
package io.athanor.trainer.program;

import org.jspecify.annotations.NullMarked;
