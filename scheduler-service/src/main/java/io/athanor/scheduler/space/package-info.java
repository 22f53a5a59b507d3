/// What a study may ask for: the closed list of hyperparameters, and the reading of requests that
/// names every fault at once. Pure: no Kafka, no Jakarta, no clock.
@NullMarked
package io.athanor.scheduler.space;

import org.jspecify.annotations.NullMarked;
