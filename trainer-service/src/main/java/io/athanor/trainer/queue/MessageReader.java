package io.athanor.trainer.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StopTrial;
import java.io.IOException;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads messages, and refuses those that lack something a trainer needs.
final class MessageReader {
    private final ObjectReader trials;
    private final ObjectReader stops;

    MessageReader(ObjectMapper json) {
        this.trials = json.readerFor(StartTrial.class);
        this.stops = json.readerFor(StopTrial.class);
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
            StartTrial trial = read(trials, record);
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
            StopTrial stop = read(stops, record);
            require("execution", stop.execution());
            require("stop.rule", require("stop", stop.stop()).rule());
            return stop;
        } catch (IOException | IllegalArgumentException e) {
            throw new Malformed(e);
        }
    }

    private static <T> T read(ObjectReader reader, ConsumerRecord<String, byte[]> record)
            throws IOException {
        T message = reader.readValue(require("value", record.value()));
        return require("message", message);
    }

    private static <T> T require(String field, T value) {
        if (Objects.isNull(value)) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
