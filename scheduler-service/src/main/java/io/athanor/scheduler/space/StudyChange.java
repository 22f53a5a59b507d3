package io.athanor.scheduler.space;

import org.jspecify.annotations.Nullable;

/// What is to change in a study; what is null stays as it is.
public record StudyChange(
        @Nullable Integer trials, @Nullable Integer parallelism, @Nullable Boolean paused) {}
