package io.athanor.contracts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A study as it was accepted: what people wrote, checked, with every default filled in.
///
/// @param dataset the name of a data set that trainers know
/// @param seed of the sampler, and of the trials' weights, order and dropout
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
        CurveRules curveRules,
        int maxRetries,
        Point fixed,
        Map<String, ParameterSpace> space) {

    public StudySpec {
        space = Collections.unmodifiableMap(new LinkedHashMap<>(space));
    }

    public StudySpec withBudget(Budget changed) {
        return new StudySpec(
                dataset, objective, changed, seed, sampler, curveRules, maxRetries, fixed, space);
    }
}
