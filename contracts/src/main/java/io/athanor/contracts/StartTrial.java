package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// Topic `trial-queue`: all that a trainer needs to train an attempt of a trial.
///
/// @param attempt counts from 1
/// @param seed of this trial; weights, order and dropout derive from it
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonTypeName("start-trial")
public record StartTrial(
        TrialId trial,
        @Required int attempt,
        String dataset,
        @Required int epochs,
        @Required long seed,
        Hyperparameters hyperparameters,
        CurveRules curveRules) {}
