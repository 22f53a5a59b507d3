/// Networks as trees of layers. Each layer says, in one place, which shapes it takes and gives,
/// which tensors it has, how they start and what it computes, as TorchScript text. Knows neither
/// the engine nor Kafka.
@NullMarked
package io.athanor.trainer.network;

import org.jspecify.annotations.NullMarked;
