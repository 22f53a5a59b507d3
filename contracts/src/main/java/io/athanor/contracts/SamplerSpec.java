package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Who proposes a study's points.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SamplerSpec.Random.class, name = "random"),
    @JsonSubTypes.Type(value = SamplerSpec.Grid.class, name = "grid"),
    @JsonSubTypes.Type(value = SamplerSpec.ByHand.class, name = "by-hand")
})
public sealed interface SamplerSpec {

    /// Each parameter apart, uniformly over its range (of the logarithm where it is log).
    record Random() implements SamplerSpec {}

    /// Every combination once, in an order that the seed shuffles; the study ends when all are
    /// tried.
    record Grid() implements SamplerSpec {}

    /// Nobody: the study runs only the points that people enqueue.
    record ByHand() implements SamplerSpec {}
}
