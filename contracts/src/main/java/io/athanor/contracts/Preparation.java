package io.athanor.contracts;

import java.util.List;
import java.util.Map;

/// What a trainer found out before the first iteration, and what is needed to repeat the trial.
///
/// @param batchSize in force: the trial's, or the largest that fits where it asked for that
/// @param iterationsPerEpoch batches of an epoch
/// @param trainImages that an epoch trains on
/// @param layers of the network, in order
/// @param seed of the trial
/// @param dataset its name
/// @param datasetHash SHA-256 of its images and labels, as hexadecimal digits
/// @param device as people name it: `cpu`, `gpu:0`
/// @param threads that one operation may use; another number gives other roundings
/// @param versions of the programs that compute, by name: `athanor`, `djl`, `libtorch`, `java`
public record Preparation(
        int batchSize,
        int iterationsPerEpoch,
        int trainImages,
        List<LayerSummary> layers,
        long seed,
        String dataset,
        String datasetHash,
        String device,
        int threads,
        Map<String, String> versions) {

    public Preparation {
        layers = List.copyOf(layers);
        versions = Map.copyOf(versions);
    }

    /// One layer of the network.
    ///
    /// @param name PyTorch's name of the module, `features.0`
    /// @param description as PyTorch prints it: `Linear(in_features=512, out_features=10,
    ///   bias=True)`
    /// @param output its shape without the batch, `32x28x28`
    /// @param parameters values that are trained
    public record LayerSummary(String name, String description, String output, long parameters) {}
}
