package io.athanor.metrics.curve;

/// A loss, raw or smoothed, at an iteration.
public record LossPoint(int iteration, float loss) {}
