package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contracts.Budget;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtherRequestsTest {

    @Test
    void aTrialByItselfIsAStudyOfOnePoint() {
        NewStudy study =
                Read.trial(
                        json(
                                """
                                {"name": "once", "dataset": "mnist", "epochs": 3, "seed": 9,
                                 "hyperparameters": {"batchSize": 128, "schedule": {"factor": 0.1}}}
                                """));

        assertThat(study.name()).contains(new StudyId("once"));
        assertThat(study.spec().dataset()).isEqualTo("mnist");
        assertThat(study.spec().seed()).isEqualTo(9);
        assertThat(study.spec().budget()).isEqualTo(new Budget(1, 3, 1));
        assertThat(study.spec().sampler()).isEqualTo(new SamplerSpec.ByHand());
        assertThat(study.spec().space()).isEmpty();
        assertThat(study.points())
                .containsExactly(Point.of(Map.of("batchSize", 128, "schedule.factor", 0.1)));
    }

    @Test
    void anEmptyTrialHasAllDefaults() {
        NewStudy study = Read.trial(json("{}"));

        assertThat(study.name()).isEmpty();
        assertThat(study.spec().dataset()).isEqualTo("fashion-mnist-sample");
        assertThat(study.spec().budget()).isEqualTo(new Budget(1, 5, 1));
        assertThat(study.points()).containsExactly(Point.of(Map.of()));
    }

    @Test
    void aBadTrialIsToldEveryFault() {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() ->
                        Read.trial(
                                json(
                                        """
                                        {"epoch": 3, "hyperparameters":
                                         {"batchSize": "64", "weight_decay": 0, "dropout": null, "schedule": "stepp"}}
                                        """)))
                .withMessage(
                        "hyperparameters.batchSize '64': a whole number, 1 to 65536;"
                                + " hyperparameters.weight_decay is unknown, did you mean 'weightDecay'?;"
                                + " hyperparameters.schedule 'stepp': one of constant, reduce-on-plateau, step, multi-step, exponential, cosine, cosine-restarts, one-cycle, did you mean 'step'?;"
                                + " epoch is unknown, did you mean 'epochs'?");
    }

    @Test
    void aPointByHandMaySetAnything() {
        assertThat(Read.point(json("{\"hyperparameters\": {\"dropout\": 0}}")))
                .isEqualTo(Point.of(Map.of("dropout", 0.0)));
    }

    @Test
    void aPointByHandNeedsItsHyperparameters() {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> Read.point(json("{}")))
                .withMessage("hyperparameters is missing: an object of hyperparameters");
    }

    @Test
    void aChangeHasTheShapeOfAStudy() {
        assertThat(Requests.change(json("{\"budget\": {\"trials\": 30}, \"paused\": true}")))
                .isEqualTo(new StudyChange(30, null, true));
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(
                        () -> Requests.change(json("{\"budget\": {\"epochs\": 3}, \"seed\": 1}")))
                .withMessage("budget.epochs is unknown; seed is unknown");
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
