package io.athanor.trainer.program;

/// What an epoch came to, on the training or on the test images.
///
/// @param loss mean over the images, weighted by their classes' weights where the loss has them
/// @param accuracy share that was classified rightly
public record Totals(double loss, double accuracy) {}
