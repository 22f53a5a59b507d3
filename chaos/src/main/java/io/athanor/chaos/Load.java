package io.athanor.chaos;

import java.io.IOException;

/// A kind of study that trains while something is broken. None of its trials may fail.
enum Load {
    /// Small networks that no rule stops, so that many trials are at each point of their life when
    /// something breaks.
    SHORT(
            60,
            2,
            "{network: simple-cnn, dataFraction: 0.02, batchSize: 32}",
            "{plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}",
            "1.0e-4",
            "1.0e-2"),
    /// Networks that no rule stops and whose training lasts, so that it goes on from checkpoints.
    REAL(
            8,
            4,
            "{network: cnn, filters: 8, hiddenUnits: 64, dataFraction: 0.2, batchSize: 32, dropout: 0.3}",
            "{plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}",
            "1.0e-4",
            "1.0e-2"),
    /// More trials than anybody has trainers for, all of them in the queue.
    MANY(
            100,
            1,
            "{network: simple-cnn, dataFraction: 0.01, batchSize: 32}",
            "{plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}",
            "1.0e-4",
            "1.0e-2"),
    /// One training that lasts.
    LONG(
            1,
            8,
            "{network: cnn, filters: 8, hiddenUnits: 64, dataFraction: 0.3, batchSize: 32}",
            "{plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}",
            "1.0e-4",
            "1.0e-2"),
    /// One training of the same network that does not.
    SINGLE(
            1,
            1,
            "{network: cnn, filters: 8, hiddenUnits: 64, dataFraction: 0.05, batchSize: 32}",
            "{plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}",
            "1.0e-4",
            "1.0e-2"),
    /// Small networks whose rates are such that rules stop some of them.
    JUDGED(
            8,
            8,
            "{network: simple-cnn, dataFraction: 0.1, batchSize: 32}",
            "{plateau: {patienceEpochs: 0.5, minDelta: 0.05, warmupEpochs: 0.5}}",
            "1.0e-6",
            "1.0e-1");

    private final int trials;
    private final int epochs;
    private final String fixed;
    private final String curveRules;
    private final String low;
    private final String high;

    Load(int trials, int epochs, String fixed, String curveRules, String low, String high) {
        this.trials = trials;
        this.epochs = epochs;
        this.fixed = fixed;
        this.curveRules = curveRules;
        this.low = low;
        this.high = high;
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
                budget: {trials: %d, epochs: %d, parallelism: %d}
                seed: %d
                sampler: {type: random}
                maxRetries: 0
                curveRules: %s
                fixed: %s
                space:
                  learningRate: {type: float, log: true, low: %s, high: %s}
                  optimizer: {type: categorical, choices: [adam, sgd]}
                """
                        .formatted(
                                name,
                                trials,
                                epochs,
                                this == MANY ? trials : 2,
                                seed,
                                curveRules,
                                fixed,
                                low,
                                high));
    }
}
