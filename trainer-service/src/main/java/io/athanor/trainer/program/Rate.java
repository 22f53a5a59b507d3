package io.athanor.trainer.program;

/// What the optimizer is told at a step.
///
/// @param learningRate of the tensors that are not slowed down
/// @param begins whether a momentum begins with this step: PyTorch's first is the gradient itself,
///   whatever the dampening
/// @param sgd whether SGD has taken over from Adam, where that was asked for
public record Rate(double learningRate, boolean begins, boolean sgd) {}
