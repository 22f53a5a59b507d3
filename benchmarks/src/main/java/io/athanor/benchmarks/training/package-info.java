/// How fast trials are trained, and what goes on beside the training costs. What is compared runs
/// in turns within one run, each arm first as often as the other, and is judged by the ratio of
/// each pair: so that what else the machine does meets both.
@NullMarked
package io.athanor.benchmarks.training;

import org.jspecify.annotations.NullMarked;
