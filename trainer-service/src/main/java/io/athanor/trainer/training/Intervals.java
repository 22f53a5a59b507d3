package io.athanor.trainer.training;

import java.time.Duration;

/// How often a training does what it does besides training.
///
/// @param report how long losses may wait on the device before they are reported
/// @param save time between two checkpoints within an epoch
public record Intervals(Duration report, Duration save) {}
