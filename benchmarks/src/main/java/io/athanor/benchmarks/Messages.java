package io.athanor.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Hyperparameters;

/// Messages as services write them. What a benchmark does not care about is as the contracts'
/// defaults have it.
public final class Messages {
    public static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {}

    /// The first record of an execution.
    ///
    /// @param rules the study's curve rules, as JSON
    static String curveStarted(String trial, int epochs, int iterationsPerEpoch, String rules) {
        return """
        {"type": "curve-started", "trial": "%1$s", "attempt": 1, "execution": "%1$s",
         "trainer": "trainer-1", "device": "cpu", "dataset": "fashion-mnist-sample",
         "classes": 10, "epochs": %2$d, "iterationsPerEpoch": %3$d, "firstIteration": 1,
         "hyperparameters": %4$s, "curveRules": %5$s}
        """
                .formatted(trial, epochs, iterationsPerEpoch, hyperparameters("{}"), rules);
    }

    /// @param hyperparameters that are not the defaults, as JSON
    /// @param rules the study's curve rules, as JSON
    public static String startTrial(
            String trial, int epochs, String hyperparameters, String rules) {
        return """
        {"type": "start-trial", "trial": "%s", "attempt": 1, "dataset": "fashion-mnist-sample",
         "epochs": %d, "seed": 3, "hyperparameters": %s, "curveRules": %s}
        """
                .formatted(trial, epochs, hyperparameters(hyperparameters), rules);
    }

    /// @param losses as a JSON array
    static String iterations(String trial, int first, int count, String losses) {
        return """
        {"type":"iterations-completed","trial":"%1$s","attempt":1,"execution":"%1$s","firstIteration":%2$d,"losses":%3$s,"samples":%4$d,"learningRate":0.001}\
        """
                .formatted(trial, first, losses, 64 * count);
    }

    static String epoch(String trial, int epoch, int iterations) {
        return """
        {"type":"epoch-measured","trial":"%1$s","attempt":1,"execution":"%1$s","measurement":{"epoch":%2$d,"iterations":%3$d,"trainLoss":0.5123,"trainAccuracy":0.81,"testLoss":0.5312,"testAccuracy":0.8,"learningRate":0.001,"seconds":4.2}}\
        """
                .formatted(trial, epoch, iterations);
    }

    static String curveEnded(String trial, int iterations, String outcome) {
        return """
        {"type":"curve-ended","trial":"%1$s","attempt":1,"execution":"%1$s","iterations":%2$d,"outcome":"%3$s"}\
        """
                .formatted(trial, iterations, outcome);
    }

    /// Those of `chosen`, and the defaults.
    ///
    /// @param chosen a JSON object
    public static String hyperparameters(String chosen) {
        try {
            JsonNode defaults = JSON.valueToTree(Hyperparameters.DEFAULTS);
            return JSON.readerForUpdating(defaults).readTree(chosen).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(chosen, e);
        }
    }
}
