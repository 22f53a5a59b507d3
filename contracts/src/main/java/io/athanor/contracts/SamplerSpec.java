package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/// Who proposes a study's points.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(SamplerSpec.Random.class),
    @JsonSubTypes.Type(SamplerSpec.Grid.class),
    @JsonSubTypes.Type(SamplerSpec.Sobol.class),
    @JsonSubTypes.Type(SamplerSpec.Tpe.class),
    @JsonSubTypes.Type(SamplerSpec.Guided.class),
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

    /// Sobol's sequence, scrambled by the seed: as [Random], but spread evenly over the space.
    @JsonTypeName("sobol")
    record Sobol() implements SamplerSpec {}

    /// The tree-structured Parzen estimator, as Optuna 5 defines it.
    ///
    /// @param multivariate parameters that every point has are drawn together; else each apart
    /// @param group with `multivariate`: those that share a condition are drawn together, too
    /// @param constantLiar trials that still run count as bad, so that no two look at one place
    /// @param startupTrials trials drawn at random first
    /// @param candidates points drawn for a suggestion; the best of them is it
    @JsonTypeName("tpe")
    record Tpe(
            boolean multivariate,
            boolean group,
            boolean constantLiar,
            int startupTrials,
            int candidates)
            implements SamplerSpec {
        public static final Tpe DEFAULT = new Tpe(true, false, true, 10, 24);
    }

    /// The order in which people tune by hand: each stage tunes its own parameters around the best
    /// point so far and hands that on.
    @JsonTypeName("guided")
    record Guided(List<Stage> stages) implements SamplerSpec {
        public Guided {
            stages = List.copyOf(stages);
        }
    }

    /// Nobody: the study runs only the points that people enqueue.
    @JsonTypeName("by-hand")
    record ByHand() implements SamplerSpec {}

    /// @param parameters of the space that it tunes, by dotted name; all else stays as the best
    ///   point so far has it
    /// @param trials at most
    /// @param search how it looks for a better point
    /// @param dataFraction share of the training images that its trials use, above 0 to 1
    /// @param minGap skipped unless the best point so far is better on the training than on the
    ///   test images by that much accuracy; 0 never skips
    record Stage(
            String name,
            List<String> parameters,
            int trials,
            StageSearch search,
            double dataFraction,
            double minGap) {
        public Stage {
            parameters = List.copyOf(parameters);
        }
    }
}
