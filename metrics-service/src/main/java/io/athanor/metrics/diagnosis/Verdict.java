package io.athanor.metrics.diagnosis;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a training does, and what to do about it.
public enum Verdict {
    @JsonProperty("fits")
    FITS("Nothing to mend. To gain more, tune the learning rate and its schedule first."),

    @JsonProperty("overfits")
    OVERFITS(
            "More data or more augmentation, an earlier stop, more dropout or weight decay, or a"
                    + " lower learning rate."),

    @JsonProperty("underfits")
    UNDERFITS(
            "A deeper or wider network, non-linear activations, less regularisation; more epochs if"
                    + " the loss still falls."),

    @JsonProperty("oscillates")
    OSCILLATES(
            "A lower learning rate, or a schedule that lowers it; less augmentation; larger"
                    + " batches."),

    @JsonProperty("does-not-converge")
    DOES_NOT_CONVERGE(
            "The data or the network is at fault: check the labels, the normalisation and the"
                    + " initialisation, try a much lower learning rate, and make it learn a small"
                    + " sample first."),

    @JsonProperty("too-early-to-say")
    TOO_EARLY_TO_SAY("Ask again after a few more epochs.");

    private final String remedy;

    Verdict(String remedy) {
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
