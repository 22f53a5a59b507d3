package io.athanor.trainer.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StopTrial;
import java.io.IOException;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads messages, and refuses those that lack something a trainer needs.
final class MessageReader {
    private final ObjectMapper json;

    MessageReader(ObjectMapper json) {
        this.json = json;
    }

    /// A record is not the message that its topic promises.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    StartTrial trial(ConsumerRecord<String, byte[]> record) throws Malformed {
        try {
            StartTrial trial = read(StartTrial.class, record);
            require("trial", trial.trial());
            require("dataset", trial.dataset());
            require("curveRules", trial.curveRules());
            var hyperparameters = require("hyperparameters", trial.hyperparameters());
            require("hyperparameters.network", hyperparameters.network());
            require("hyperparameters.optimizer", hyperparameters.optimizer());
            require("hyperparameters.schedule", hyperparameters.schedule());
            if (trial.attempt() < 1 || trial.epochs() < 1) {
                throw new IllegalArgumentException(
                        "attempt %d, epochs %d: both count from 1"
                                .formatted(trial.attempt(), trial.epochs()));
            }
            return trial;
        } catch (IOException | IllegalArgumentException e) {
            throw new Malformed(e);
        }
    }

    StopTrial stop(ConsumerRecord<String, byte[]> record) throws Malformed {
        try {
            StopTrial stop = read(StopTrial.class, record);
            require("execution", stop.execution());
            require("stop.rule", require("stop", stop.stop()).rule());
            return stop;
        } catch (IOException | IllegalArgumentException e) {
            throw new Malformed(e);
        }
    }

    private <T> T read(Class<T> type, ConsumerRecord<String, byte[]> record) throws IOException {
        return require("message", json.readValue(require("value", record.value()), type));
    }

    private static <T> T require(String field, T value) {
        if (Objects.isNull(value)) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
