/// The rules that judge one trial by its own curve: pure functions of the ordered stream of losses.
/// They know nothing of Kafka, clocks or other trials.
@NullMarked
package io.athanor.metrics.rules;

import org.jspecify.annotations.NullMarked;
