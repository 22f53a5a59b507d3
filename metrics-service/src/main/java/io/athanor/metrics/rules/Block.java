package io.athanor.metrics.rules;

/// What the rules see at the end of a block.
///
/// @param iteration the last iteration of the block
/// @param seen iterations that the moving average has taken in
/// @param smoothed the moving average of their losses
/// @param learningRate in force at that iteration
/// @param at when that iteration was reported, in milliseconds since the epoch
record Block(int iteration, int seen, double smoothed, double learningRate, long at) {}
