/// The Prometheus series of trials and studies: when they come, when they go, and how many there
/// may be.
@NullMarked
package io.athanor.metrics.series;

import org.jspecify.annotations.NullMarked;
