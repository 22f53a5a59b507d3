package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/// Topic `scheduler-clock`, each partition: a second has passed for that scheduler process. The
/// scheduler that holds the partition counts its own ticks and ignores the others'.
///
/// @param scheduler the process, by an id that it drew at its start
/// @param second counts from 1 since then
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonTypeName("clock-ticked")
public record ClockTicked(String scheduler, @Required long second) {}
