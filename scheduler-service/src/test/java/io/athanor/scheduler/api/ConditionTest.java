package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Point;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.space.KnownDataSets;
import io.athanor.scheduler.space.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final TrialRecord TRIAL =
            trial(Map.of("learningRate", 0.01, "optimizer", "sgd", "nesterov", true));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learningRate:0.01..0.1",
                "learningRate:1e-3..",
                "learningRate:..0.01",
                "learningRate:..",
                "optimizer:adam,sgd",
                "nesterov:true",
                "number:7",
                "number:7..7",
                "objective:0.5..",
                "seconds:60..60",
                "network:cnn"
            })
    void holds(String condition) {
        assertThat(Condition.parse(condition).orElseThrow().holds(TRIAL, values())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learningRate:0.011..0.1",
                "learningRate:..0.009",
                "optimizer:adam",
                "optimizer:0..1",
                "momentum:..",
                "objective:0.61.."
            })
    void doesNotHold(String condition) {
        assertThat(Condition.parse(condition).orElseThrow().holds(TRIAL, values())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "learningRate", "learningRate:", ":1..2", "a b:1..2"})
    void hasAForm(String text) {
        assertThat(Condition.parse(text)).isEmpty();
    }

    private static TrialValues values() {
        return new TrialValues(
                Requests.study(
                                json(
                                        """
                                        {"fixed": {"network": "cnn"},
                                         "space": {"dropout": {"type": "float", "low": 0, "high": 0.5}}}
                                        """),
                                KnownDataSets.BUILT_IN)
                        .spec(),
                TrialRecord::objective);
    }

    private static JsonNode json(String text) {
        return Body.read(text.getBytes(StandardCharsets.UTF_8), /* json= */ true);
    }

    private static TrialRecord trial(Map<String, Object> values) {
        Instant begun = Instant.parse("2026-01-01T00:00:00Z");
        return new TrialRecord(
                TrialId.parse("some-7"),
                TrialState.COMPLETED,
                1,
                Point.of(values),
                Hyperparameters.DEFAULTS,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                0.6,
                List.of(),
                null,
                null,
                List.of(),
                begun,
                begun,
                begun,
                begun.plusSeconds(60));
    }
}
