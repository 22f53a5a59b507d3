package io.athanor.scheduler.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/// What was created, and what its owner should know about the request.
///
/// @param warnings sentences; left out where there are none
record Accepted<T>(
        @JsonUnwrapped T created,
        @JsonProperty @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}
