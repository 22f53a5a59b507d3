package io.athanor.scheduler.api;

/// What requests and answers look like, for the API's description.
final class Examples {
    static final String STUDY =
            """
            {"name": "fashion-cnn", "dataset": "fashion-mnist-sample",
             "objective": {"metric": "test_accuracy", "direction": "maximize"},
             "budget": {"trials": 24, "epochs": 8, "parallelism": 2}, "seed": 7,
             "sampler": {"type": "random"},
             "curveRules": {"plateau": {"patienceEpochs": 1.0, "minDelta": 0.005}},
             "fixed": {"network": "cnn",
               "schedule": {"type": "reduce-on-plateau", "patience": 3, "factor": 0.5}},
             "space": {
               "learningRate": {"type": "float", "low": 1e-4, "high": 1e-1, "log": true},
               "batchSize": {"type": "int", "low": 32, "high": 256, "step": 32},
               "dropout": {"type": "float", "low": 0.0, "high": 0.5},
               "optimizer": {"type": "categorical", "choices": ["adam", "sgd"]},
               "momentum": {"type": "float", "low": 0.0, "high": 0.99, "when": {"optimizer": ["sgd"]}}}}
            """;

    static final String PRUNED_STUDY =
            """
            {"name": "by-tpe", "sampler": {"type": "tpe"},
             "pruner": {"type": "asha", "minEpochs": 1, "reductionFactor": 3},
             "endWhen": {"noImprovement": 30, "maxFailedTrials": 5}, "repeats": 1,
             "budget": {"trials": 100, "epochs": 9, "parallelism": 4},
             "space": {"learningRate": {"type": "float", "low": 1e-4, "high": 1e-1, "log": true}}}
            """;

    static final String GUIDED_STUDY =
            """
            {"name": "by-stages",
             "sampler": {"type": "guided", "stages": ["batch-size",
               {"name": "learning-rate", "trials": 20, "dataFraction": 0.5},
               {"name": "regularisation", "minGap": 0.02}]},
             "space": {
               "batchSize": {"type": "categorical", "choices": [32, 64, 128], "ordered": true},
               "learningRate": {"type": "float", "low": 1e-4, "high": 1e-1, "log": true},
               "dropout": {"type": "float", "low": 0.0, "high": 0.5}}}
            """;

    static final String WARM_STUDY =
            """
            {"name": "second-study", "warmStart": "by-tpe", "sampler": {"type": "tpe"},
             "budget": {"trials": 50, "epochs": 9, "parallelism": 4},
             "space": {"learningRate": {"type": "float", "low": 1e-4, "high": 1e-1, "log": true}}}
            """;

    static final String TRIAL =
            """
            {"dataset": "fashion-mnist-sample", "epochs": 5, "seed": 3,
             "hyperparameters": {"network": "cnn", "optimizer": "adam", "learningRate": 0.001,
               "batchSize": 64, "dropout": 0.5, "weightDecay": 0,
               "schedule": {"type": "reduce-on-plateau", "patience": 3, "factor": 0.5}}}
            """;

    static final String POINT =
            """
            {"hyperparameters": {"learningRate": 0.003, "batchSize": 64}}
            """;

    static final String CHANGE =
            """
            {"budget": {"trials": 30, "parallelism": 4}, "paused": false}
            """;

    static final String IMPORTANCES =
            """
            {"trials": 100,
             "pedAnova": {"batchSize": 0.07, "dropout": 0.12, "learningRate": 0.81},
             "fanova": {"batchSize": 0.04, "dropout": 0.09, "learningRate": 0.74}}
            """;

    static final String STAGES =
            """
            {"study": "by-stages", "stages": [
              {"stage": "batch-size", "state": "over", "trials": 4, "dataFraction": 0.25,
               "before": 0.71, "after": 0.74, "best": 3, "changed": {"batchSize": {"from": null, "to": 128}}},
              {"stage": "learning-rate", "state": "running", "trials": 2, "dataFraction": 0.5,
               "before": 0.78, "after": 0.78, "best": 5, "changed": {}},
              {"stage": "regularisation", "state": "to-come", "trials": 0, "dataFraction": 1.0,
               "before": null, "after": null, "best": null, "changed": {}}]}
            """;

    static final String EVENTS =
            """
            id: 41
            event: trial-queued
            data: {"type":"trial-queued","trial":"by-tpe-7","attempt":1,"at":"2026-01-05T10:00:00Z"}

            id: 57
            event: trial-closed
            data: {"type":"trial-closed","trial":"by-tpe-7","state":"completed","stop":null,"reason":null,"at":"2026-01-05T10:04:10Z"}

            """;

    private Examples() {}
}
