package io.athanor.scheduler.space;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.Point;

/// What a guided study searches that names no space: what the tutorials tune, of the network `cnn`.
final class TutorialSpace {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPACE =
            """
            {"initialisation.type": {"type": "categorical",
               "choices": ["default", "kaiming-normal", "xavier-uniform", "xavier-normal"]},
             "batchSize": {"type": "categorical", "choices": [32, 64, 128, 256], "ordered": true},
             "optimizer": {"type": "categorical", "choices": ["adam", "adamw", "sgd"]},
             "learningRate": {"type": "float", "low": 0.0001, "high": 0.1, "log": true},
             "momentum": {"type": "float", "low": 0.8, "high": 0.99, "when": {"optimizer": ["sgd"]}},
             "schedule.type": {"type": "categorical", "choices": ["constant", "reduce-on-plateau", "cosine"]},
             "depth": {"type": "int", "low": 2, "high": 4},
             "filters": {"type": "categorical", "choices": [16, 32, 64], "ordered": true},
             "kernel": {"type": "categorical", "choices": [3, 5], "ordered": true},
             "residual": {"type": "categorical", "choices": [false, true]},
             "loss.labelSmoothing": {"type": "float", "low": 0, "high": 0.2, "step": 0.1},
             "activation": {"type": "categorical", "choices": ["relu", "leaky-relu", "gelu"]},
             "dropout": {"type": "float", "low": 0, "high": 0.6},
             "weightDecay": {"type": "float", "low": 1.0e-6, "high": 0.01, "log": true},
             "augmentation.flip": {"type": "categorical", "choices": [0, 0.5]},
             "augmentation.crop": {"type": "categorical", "choices": [0, 4]}}
            """;

    private TutorialSpace() {}

    /// @param fixed what the study sets already, and so does not search
    static ObjectNode without(Point fixed) {
        try {
            ObjectNode space = (ObjectNode) JSON.readTree(SPACE);
            fixed.values().keySet().forEach(space::remove);
            if (fixed.values().containsKey("optimizer")) {
                space.remove("momentum");
            }
            return space;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
