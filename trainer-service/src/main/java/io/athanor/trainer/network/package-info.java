/// What networks ([io.athanor.contracts.network]) compute and what they start from: the TorchScript
/// lines of each layer and the first values of each tensor. Knows nothing of the engine that runs
/// the lines.
@NullMarked
package io.athanor.trainer.network;

import org.jspecify.annotations.NullMarked;
