package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// Topic `trial-stops`: the trainer of that execution is asked to stop between two iterations. Said
/// twice it is one stop; said to an execution that has ended, nothing.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonTypeName("stop-trial")
public record StopTrial(TrialId trial, @Required int attempt, ExecutionId execution, Stop stop) {}
