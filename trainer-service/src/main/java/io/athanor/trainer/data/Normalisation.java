package io.athanor.trainer.data;

import java.util.List;

/// What is subtracted from a pixel, scaled to 0 to 1, and what the difference is divided by: a
/// number for each channel.
public record Normalisation(List<Double> mean, List<Double> deviation) {
    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }
}
