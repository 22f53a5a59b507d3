package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Weights of an earlier trial to start from. Tensors of the same name and shape are taken over;
/// the others (the last layer of a network with other classes) start as the initialisation says.
///
/// @param frozenLayers how many of the first layers with weights are not trained, 0 or more
/// @param slowLayers how many of the first layers with weights, frozen ones included, are trained
///   with a lower rate, 0 or more
/// @param slowFactor their learning rate is multiplied by it, above 0 to 1
public record Pretrained(
        TrialId trial, Weights weights, int frozenLayers, int slowLayers, double slowFactor) {

    public Pretrained {
        Range.check(frozenLayers >= 0, "pretrained.frozenLayers", frozenLayers, "0 or more");
        Range.check(slowLayers >= 0, "pretrained.slowLayers", slowLayers, "0 or more");
        Range.check(
                slowFactor > 0 && slowFactor <= 1,
                "pretrained.slowFactor",
                slowFactor,
                "above 0 to 1");
    }

    public enum Weights {
        /// Of the epoch with the best objective that the trainer saw: the highest accuracy on
        /// held-out images.
        @JsonProperty("best")
        BEST,
        /// Of the last epoch.
        @JsonProperty("last")
        LAST
    }
}
