package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// Who proposes a study's points.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(SamplerSpec.Random.class),
    @JsonSubTypes.Type(SamplerSpec.Grid.class),
    @JsonSubTypes.Type(SamplerSpec.ByHand.class)
})
public sealed interface SamplerSpec {

    /// Each parameter apart, uniformly over its range (of the logarithm where it is log).
    @JsonTypeName("random")
    record Random() implements SamplerSpec {}

    /// Every combination once, in an order that the seed shuffles; the study ends when all are
    /// tried.
    @JsonTypeName("grid")
    record Grid() implements SamplerSpec {}

    /// Nobody: the study runs only the points that people enqueue.
    @JsonTypeName("by-hand")
    record ByHand() implements SamplerSpec {}
}
