package io.athanor.scheduler.search;

import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudySpec;

/// Proposes a study's points. Pure: the same space, seed, number and history give the same point.
public sealed interface Sampler
        permits RandomSampler, GridSampler, SobolSampler, TpeSampler, GuidedSampler, ByHandSampler {

    static Sampler of(StudySpec study) {
        Space space = Space.of(study);
        return switch (study.sampler()) {
            case SamplerSpec.Random _ -> new RandomSampler(space, study.seed());
            case SamplerSpec.Grid _ -> new GridSampler(space, study.seed());
            case SamplerSpec.Sobol _ -> new SobolSampler(space, study.seed());
            case SamplerSpec.Tpe tpe -> new TpeSampler(space, study.seed(), tpe);
            case SamplerSpec.Guided guided -> new GuidedSampler(space, study.seed(), guided);
            case SamplerSpec.ByHand _ -> new ByHandSampler();
        };
    }

    /// The point of the study's trial of that number.
    Suggestion suggest(int number, History history);
}
