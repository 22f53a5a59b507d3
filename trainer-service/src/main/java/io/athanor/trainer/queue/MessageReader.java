package io.athanor.trainer.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Completeness;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StopTrial;
import java.io.IOException;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads messages, and refuses those that lack something.
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
            return read(StopTrial.class, record);
        } catch (IOException | IllegalArgumentException e) {
            throw new Malformed(e);
        }
    }

    private <T> T read(Class<T> type, ConsumerRecord<String, byte[]> record) throws IOException {
        if (Objects.isNull(record.value())) {
            throw new IllegalArgumentException("the message is missing");
        }
        return Completeness.checked(json.readValue(record.value(), type));
    }
}
