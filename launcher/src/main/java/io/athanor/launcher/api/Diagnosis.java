package io.athanor.launcher.api;

import java.util.Map;

/// What a trial's curve says of it.
///
/// @param numbers what the verdict rests on
/// @param finished false while the trial goes on: the verdict is that of the moment
public record Diagnosis(
        String verdict, Map<String, Double> numbers, String remedy, boolean finished) {}
