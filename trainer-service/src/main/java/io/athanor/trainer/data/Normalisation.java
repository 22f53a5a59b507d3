package io.athanor.trainer.data;

/// What is subtracted from a pixel, scaled to 0 to 1, and what the difference is divided by.
public record Normalisation(double mean, double deviation) {}
