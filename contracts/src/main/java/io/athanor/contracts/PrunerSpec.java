package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/// Who stops trials that do worse than others, by the objective's value after each epoch. Epochs
/// count from 1. The last epoch is never judged: stopping there would save nothing.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(PrunerSpec.None.class),
    @JsonSubTypes.Type(PrunerSpec.Median.class),
    @JsonSubTypes.Type(PrunerSpec.Percentile.class),
    @JsonSubTypes.Type(PrunerSpec.Asha.class),
    @JsonSubTypes.Type(PrunerSpec.Hyperband.class),
    @JsonSubTypes.Type(PrunerSpec.Threshold.class),
    @JsonSubTypes.Type(PrunerSpec.Patient.class)
})
public sealed interface PrunerSpec {

    /// What stands for a peer up to an epoch.
    enum Average {
        /// The mean of all its epochs.
        @JsonProperty("all")
        ALL,
        /// The mean of its epochs from `minEpochs` on.
        @JsonProperty("from-grace")
        FROM_GRACE,
        /// The mean of its last `lastEpochs` epochs.
        @JsonProperty("last-k")
        LAST_K,
        /// The epoch's own value.
        @JsonProperty("step")
        STEP
    }

    /// Whom a trial is compared with.
    enum Peers {
        /// All that have got as far, those that still run included.
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("completed")
        COMPLETED
    }

    @JsonTypeName("none")
    record None() implements PrunerSpec {}

    /// A trial stops when its best value so far is worse than the median of its peers'.
    ///
    /// @param minEpochs the first epoch that is judged; 1 or more
    /// @param minPeers below that, nobody is stopped
    /// @param interval epochs from one judgement to the next
    /// @param lastEpochs of `last-k`
    @JsonTypeName("median")
    record Median(
            Average average, Peers peers, int minEpochs, int minPeers, int interval, int lastEpochs)
            implements PrunerSpec {
        public static final Median DEFAULT =
                new Median(Average.FROM_GRACE, Peers.RUNNING, 4, 5, 1, 3);
    }

    /// As [Median], when its best value so far is not among the best `percentile` of its peers'.
    ///
    /// @param percentile of the peers that a trial must keep up with, above 0 to below 100
    @JsonTypeName("percentile")
    record Percentile(
            double percentile,
            Average average,
            Peers peers,
            int minEpochs,
            int minPeers,
            int interval,
            int lastEpochs)
            implements PrunerSpec {}

    /// Successive halving of the stopping kind: at rung k, after `minEpochs * reductionFactor^k`
    /// epochs, a trial goes on when it is in the best 1/`reductionFactor` of those that came so
    /// far.
    ///
    /// @param reductionFactor 2 or more
    /// @param brackets bracket b starts at `minEpochs * reductionFactor^b`; trials are dealt out
    ///   among them
    @JsonTypeName("asha")
    record Asha(int minEpochs, int reductionFactor, int brackets) implements PrunerSpec {
        public static final Asha DEFAULT = new Asha(1, 3, 1);
    }

    /// [Asha] with as many brackets as the study's epochs allow.
    @JsonTypeName("hyperband")
    record Hyperband(int minEpochs, int reductionFactor) implements PrunerSpec {
        public static final Hyperband DEFAULT = new Hyperband(1, 3);
    }

    /// A trial stops when a value is beyond a bound, or is none.
    @JsonTypeName("threshold")
    record Threshold(@Nullable Double lower, @Nullable Double upper, int minEpochs)
            implements PrunerSpec {}

    /// A trial stops when the wrapped pruner says so and its last `patience` + 1 epochs were worse,
    /// by more than `minDelta`, than its best before them.
    ///
    /// @param wrapped none: patience alone decides
    @JsonTypeName("patient")
    record Patient(PrunerSpec wrapped, int patience, double minDelta) implements PrunerSpec {}
}
