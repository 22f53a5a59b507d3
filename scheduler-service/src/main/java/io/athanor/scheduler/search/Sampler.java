package io.athanor.scheduler.search;

import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudySpec;
import java.util.Optional;
import java.util.Set;

/// Proposes a study's points. Pure: the same space, seed, number and history give the same point.
public sealed interface Sampler permits RandomSampler, GridSampler, ByHandSampler {

    static Sampler of(StudySpec study) {
        Space space = Space.of(study);
        return switch (study.sampler()) {
            case SamplerSpec.Random _ -> new RandomSampler(space, study.seed());
            case SamplerSpec.Grid _ -> new GridSampler(space, study.seed());
            case SamplerSpec.ByHand _ -> new ByHandSampler();
        };
    }

    /// The point of the study's trial of that number; empty when there is none to propose.
    ///
    /// @param tried the points of all trials so far, those that run included
    Optional<Point> suggest(int number, Set<Point> tried);

    /// Whether the study is over once [#suggest] has nothing to propose.
    boolean ends();
}
