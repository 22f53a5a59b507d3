package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whatever stands at whatever place of a request, it is accepted or told its faults.
class AnyRequestTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String STUDY =
            """
            {"name": "fuzzed", "dataset": "mnist", "objective": {"metric": "test_loss", "direction": "minimize"},
             "budget": {"trials": 4, "epochs": 2, "parallelism": 2}, "seed": 7, "sampler": {"type": "grid"},
             "curveRules": {"plateau": {"enabled": true, "patienceEpochs": 1.0, "minDelta": 0.005,
                "smoothing": 0.9, "warmupEpochs": 1}, "divergence": {"enabled": true, "factor": 3},
                "notLearning": {"enabled": true, "tolerance": 0.01, "warmupEpochs": 1}},
             "maxRetries": 1, "fixed": {"network": "cnn", "schedule": {"type": "reduce-on-plateau", "factor": 0.5}},
             "space": {
               "learningRate": {"type": "float", "low": 0.1, "high": 0.5, "step": 0.1, "when": {"batchSize": [32, 64]}},
               "batchSize": {"type": "int", "low": 32, "high": 256, "step": 32, "log": false},
               "schedule": {"patience": {"type": "int", "low": 1, "high": 3}},
               "optimizer": {"type": "categorical", "choices": ["adam", "sgd"]},
               "momentum": {"type": "categorical", "choices": [0.1, 0.9], "when": {"optimizer": ["sgd"]}}},
             "points": [{"learningRate": 0.001, "schedule": {"patience": 2}}]}
            """;
    private static final List<String> STRANGE =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1",
                    "0.5",
                    "1e308",
                    "-1e400",
                    "1e-400",
                    "99999999999999999999999999",
                    "\"\"",
                    "\"x\"",
                    "\"sgd\"",
                    "\"1\"",
                    "[]",
                    "[[]]",
                    "[null]",
                    "[0]",
                    "{}",
                    "{\"\": {}}",
                    "{\"type\": null}",
                    "{\"type\": \"int\"}",
                    "{\"type\": \"categorical\", \"choices\": [{}]}",
                    "{\"learningRate\": {}}",
                    "{\"optimizer\": [\"sgd\"]}",
                    "{\"schedule\": {\"type\": {}}}");

    @Test
    void theRequestItselfIsAccepted() throws Exception {
        assertThat(Read.study(JSON.readTree(STUDY)).spec().space()).hasSize(5);
    }

    @Test
    void aStrangeValueAnywhereIsAcceptedOrToldItsFaults() throws Exception {
        int places = places(JSON.readTree(STUDY)).size();

        assertThat(places).isGreaterThan(60);
        for (int place = 0; place < places; place++) {
            for (String strange : STRANGE) {
                JsonNode request = JSON.readTree(STUDY);
                places(request).get(place).accept(JSON.readTree(strange));
                assertNeverFails(request);
            }
        }
    }

    @Test
    void aStrangeRequestIsAcceptedOrToldItsFaults() throws Exception {
        for (String strange : STRANGE) {
            assertNeverFails(JSON.readTree(strange));
        }
    }

    private static void assertNeverFails(JsonNode request) {
        List<Consumer<JsonNode>> readers =
                List.of(Read::study, Read::trial, Read::point, Requests::change);
        for (Consumer<JsonNode> reader : readers) {
            assertThatCode(
                            () -> {
                                try {
                                    reader.accept(request);
                                } catch (InvalidRequest refused) {
                                    assertThat(refused.faults()).isNotEmpty();
                                }
                            })
                    .as(request.toString())
                    .doesNotThrowAnyException();
        }
    }

    /// For each value in `node`, what replaces it.
    private static List<Consumer<JsonNode>> places(JsonNode node) {
        List<Consumer<JsonNode>> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties()
                    .forEach(field -> {
                        places.add(value -> object.set(field.getKey(), value));
                        places.addAll(places(field.getValue()));
                    });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                places.add(value -> array.set(index, value));
                places.addAll(places(array.get(i)));
            }
        }
        return places;
    }
}
