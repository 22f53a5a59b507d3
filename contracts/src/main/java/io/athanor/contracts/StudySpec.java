package io.athanor.contracts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A study as it was accepted: what people wrote, checked, with every default filled in.
///
/// @param dataset the name of a data set that trainers know
/// @param seed of the sampler, and of the trials' weights, order and dropout
/// @param repeats trials of each point, each with another seed; their mean counts
/// @param warmStart an earlier study whose trials the sampler knows
/// @param maxRetries failed attempts of a trial that are followed by another, 0 to 10
/// @param fixed hyperparameters that all trials share, by dotted name
/// @param space hyperparameters that the sampler sets, by dotted name, in the order people wrote
///   them
public record StudySpec(
        String dataset,
        Objective objective,
        Budget budget,
        long seed,
        SamplerSpec sampler,
        PrunerSpec pruner,
        CurveRules curveRules,
        EndWhen endWhen,
        int repeats,
        @Nullable StudyId warmStart,
        int maxRetries,
        Point fixed,
        Map<String, ParameterSpace> space) {

    /// What a message of an older service leaves out has its default.
    public StudySpec {
        pruner = pruner == null ? new PrunerSpec.None() : pruner;
        endWhen = endWhen == null ? EndWhen.NEVER : endWhen;
        repeats = Math.max(1, repeats);
        space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
    }

    /// A study that prunes nothing, spends its whole budget and tries each point once.
    public StudySpec(
            String dataset,
            Objective objective,
            Budget budget,
            long seed,
            SamplerSpec sampler,
            CurveRules curveRules,
            int maxRetries,
            Point fixed,
            Map<String, ParameterSpace> space) {
        this(
                dataset,
                objective,
                budget,
                seed,
                sampler,
                new PrunerSpec.None(),
                curveRules,
                EndWhen.NEVER,
                1,
                null,
                maxRetries,
                fixed,
                space);
    }

    public StudySpec withBudget(Budget changed) {
        return new StudySpec(
                dataset,
                objective,
                changed,
                seed,
                sampler,
                pruner,
                curveRules,
                endWhen,
                repeats,
                warmStart,
                maxRetries,
                fixed,
                space);
    }
}
