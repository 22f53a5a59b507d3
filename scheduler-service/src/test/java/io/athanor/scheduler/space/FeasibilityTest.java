package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {depth: 6}                         | hyperparameters.network images of 1x28x28 cannot go through it: features.19: max pool
                    {residual: true, padding: valid}   | hyperparameters.network images of 1x28x28 cannot go through it: features
                    {classes: 1}                       | hyperparameters.classes 1: 0 for all, or 2 to the 10 of fashion-mnist-sample
                    {classes: 11}                      | hyperparameters.classes 11: 0 for all, or 2 to the 10 of fashion-mnist-sample
                    {loss: {classWeights: [1, 2]}}     | hyperparameters.loss.classWeights 2 weights: one for each of 10 classes, or none
                    {optimizer: sgd, momentum: 0.9, nesterov: true, dampening: 0.1}|hyperparameters.nesterov true: only where dampening is 0
                    """)
    void refusesWhatNoTrainerCouldTrain(String hyperparameters, String message) {
        assertThat(faults("hyperparameters: " + hyperparameters, true))
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {depth: 4}
                    {network: two-conv, hiddenUnits: 7}
                    {classes: 3, loss: {classWeights: [1, 2, 3]}}
                    {blocks: [{kernel: 1, stride: 2}, {pooling: none, residual: true, attention: se}]}
                    """)
    void letsPassWhatFits(String hyperparameters) {
        String dataset = hyperparameters.contains("two-conv") ? "cifar-10" : "fashion-mnist-sample";

        assertThat(
                        faults(
                                "dataset: %s\nhyperparameters: %s"
                                        .formatted(dataset, hyperparameters),
                                true))
                .isEmpty();
    }

    @Test
    void refusesAStudyOfWhichNoTrialCouldBeTrained() {
        assertThat(faults("space: {depth: {type: int, low: 6, high: 8}}", false))
                .singleElement()
                .asString()
                .startsWith("fixed.network images of 1x28x28 cannot go through it");
        assertThat(
                        faults(
                                """
                                objective: {metric: validation_loss}
                                space: {dropout: {type: float, low: 0, high: 0.5}}
                                """,
                                false))
                .containsExactly(
                        "fixed.validationFraction is missing: above 0, for an objective on images that are held out");
    }

    @Test
    void warnsOfTrialsThatCannotBeTrained() throws IOException {
        NewStudy study = Read.study(YAML.readTree("space: {depth: {type: int, low: 1, high: 8}}"));

        assertThat(Requests.warnings(study, KnownDataSets.BUILT_IN))
                .singleElement()
                .asString()
                .startsWith("space: 4 of 8 combinations that were tried cannot be trained");
    }

    @Test
    void warnsOfAnAttentionThatHasNothingToSqueeze() throws IOException {
        NewStudy trial = Read.trial(YAML.readTree("hyperparameters: {network: se-cca}"));

        assertThat(Requests.warnings(trial, KnownDataSets.BUILT_IN))
                .singleElement()
                .asString()
                .startsWith("sePosition input: 1 channels divided by attentionReduction 8");
    }

    private static List<String> faults(String yaml, boolean trial) {
        InvalidRequest refused =
                catchThrowableOfType(
                        InvalidRequest.class,
                        () -> {
                            var body = YAML.readTree(yaml);
                            assertThat(trial ? Read.trial(body) : Read.study(body)).isNotNull();
                        });
        return refused == null ? List.of() : refused.faults().stream().map(Fault::message).toList();
    }
}
