package io.athanor.chaos;

import java.io.IOException;

/// A kind of study that trains during the storm. No rule stops its trials and none may fail: each
/// has all of its epochs in the end.
enum Load {
    /// Small networks, so that many trials are at each point of their life when something breaks.
    SHORT(60, 2, "{network: simple-cnn, dataFraction: 0.02, batchSize: 32}"),
    /// Networks whose training lasts, so that it goes on from checkpoints.
    REAL(
            8,
            4,
            "{network: cnn, filters: 8, hiddenUnits: 64, dataFraction: 0.2, batchSize: 32, dropout: 0.3}");

    private final int trials;
    private final int epochs;
    private final String fixed;

    Load(int trials, int epochs, String fixed) {
        this.trials = trials;
        this.epochs = epochs;
        this.fixed = fixed;
    }

    int trials() {
        return trials;
    }

    int epochs() {
        return epochs;
    }

    void post(Api api, String name, long seed) throws IOException, InterruptedException {
        api.createStudy(
                name,
                """
                name: %s
                dataset: fashion-mnist-sample
                budget: {trials: %d, epochs: %d, parallelism: 2}
                seed: %d
                sampler: {type: random}
                maxRetries: 0
                curveRules: {plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}
                fixed: %s
                space:
                  learningRate: {type: float, low: 1.0e-4, high: 1.0e-2, log: true}
                  optimizer: {type: categorical, choices: [adam, sgd]}
                """
                        .formatted(name, trials, epochs, seed, fixed));
    }
}
