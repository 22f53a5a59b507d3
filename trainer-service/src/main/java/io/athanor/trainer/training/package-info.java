/// The training loop. Knows neither Kafka nor Quarkus: it reports to a [Progress] and asks a
/// [StopSignal].
@NullMarked
package io.athanor.trainer.training;

import org.jspecify.annotations.NullMarked;
