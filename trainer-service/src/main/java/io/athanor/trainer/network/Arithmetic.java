package io.athanor.trainer.network;

/// How programs compute, whatever a trial asks for: the results differ by rounding only.
///
/// @param channelsLast whether the channels of a pixel lie beside each other in memory, as the
///   convolutions, poolings and batch norms of CPUs and of tensor cores work fastest
/// @param bfloat16 whether convolutions and linear layers, but for those within attentions,
///   multiply numbers of 16 bits (`torch.autocast`'s with bfloat16). Weights, statistics, losses
///   and the optimizer's state stay in 32
/// @param blocked whether oneDNN's own order, channels in blocks of 16, is used instead of
///   `channelsLast` for networks that it computes in that order throughout; on x86-64 CPUs only,
///   and not with `bfloat16`
public record Arithmetic(boolean channelsLast, boolean bfloat16, boolean blocked) {}
