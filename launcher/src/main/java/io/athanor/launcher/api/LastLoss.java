package io.athanor.launcher.api;

/// Where the curve of a running trial is.
///
/// @param loss smoothed over the iterations before
public record LastLoss(int iteration, double loss) {}
